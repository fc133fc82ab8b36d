/** Calls and streams of the playground. */
import { basename } from 'node:path';
import type { chatApi } from '../../shared/api/chat.ts';
import type { Handlers } from '../../shared/rpc/contract.ts';
import type { ChatPool } from '../app/chatPool.ts';
import type { AppContext } from '../app/context.ts';
import { resolveModel } from '../models/modelReference.ts';
import { modelName } from '../runs/runRows.ts';

export function chatHandlers({ services }: AppContext, chats: ChatPool): Handlers<typeof chatApi> {
  return {
    async *'chat.answer'({ model: text, ...question }, { signal }) {
      const model = await resolveModel(services.data, text, services.data.root);
      const name = modelName(await services.data.catalogue.read(), model.kind === 'run' ? model.checkpoint : model.path);
      yield* chats.answer({ ...question, model, modelName: name || basename(text) }, signal);
    },
    async 'chat.release'() {
      await chats.release();
      return {};
    },
  };
}
