/** The contract's part on models. */
import { basename } from 'node:path';
import type { modelsApi } from '../../shared/api/models.ts';
import type { Handlers } from '../../shared/rpc/contract.ts';
import type { AppContext } from '../app/context.ts';
import { enterUploads } from '../directory/uploads.ts';
import { runJobInTask } from '../engineHosts/jobTask.ts';
import { modelChoices } from '../models/modelChoices.ts';
import { openModelFacts } from '../models/modelFacts.ts';
import { resolveModel } from '../models/modelReference.ts';
import { addModel, inspectModel, removeModel, renameModel, summarizeModels } from '../models/models.ts';
import { type Digests, openDigests } from '../runs/digests.ts';

type ModelsApi = Pick<typeof modelsApi, Extract<keyof typeof modelsApi, `models.${string}`>>;

/** @param digests those that lists of runs use too: two would read every curve twice. */
export function modelsHandlers(
  { services, starter, changes, settings, tasks, trash }: AppContext,
  digests: Digests = openDigests(services.data),
): Handlers<ModelsApi> {
  const facts = openModelFacts(services);
  return {
    'models.list': (_, { signal }) => summarizeModels(services.data, facts, signal),
    'models.choices': (_, { signal }) => modelChoices(services.data, { facts, starter, digests }, signal),
    async 'models.add'(input) {
      const added = await enterUploads(services.data, [input.path], () => addModel(services, input));
      changes.announce('models');
      return added;
    },
    'models.inspect': ({ model }) => inspectModel(services, model),
    async 'models.rename'({ id, name }) {
      await renameModel(services.data, id, name);
      changes.announce('models');
      return {};
    },
    async 'models.remove'({ id }) {
      const entry = await removeModel(services.data, trash, id);
      changes.announce('models', 'trash');
      return { trash: entry };
    },
    async 'models.verify'({ model: text, against: other }) {
      const model = await resolveModel(services.data, text);
      const against = other === null ? null : await resolveModel(services.data, other);
      const { device } = await settings.get();
      const task = tasks.start({
        kind: 'verify',
        title: `Verify ${basename(text)}`,
        subject: text,
        run: (control) => runJobInTask(services, { kind: 'verify', model, against, device }, control),
      });
      return { task };
    },
  };
}
