/** What a link brings along: ?model=, ?dataset=, ?clone=RUN, ?recipe=ID. It goes into the draft, and the address becomes a step's. */
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react';
import type { Api } from '../../../shared/api.ts';
import { type ErrorObject, MixwrightError, toErrorObject } from '../../../shared/errors.ts';
import type { Client } from '../../../shared/rpc/contract.ts';
import { BusyState, Button, ErrorState } from '../../components/index.ts';
import { useConnection } from '../../stores/ConnectionContext.tsx';
import { emptyDraft, type TrainDraft } from './draft.ts';
import { draftOfRecipe } from './loadRecipe.ts';
import { sectionsOf } from './useDatasets.ts';

export interface Preloaded {
  readonly draft: TrainDraft;
  /** Of the run to come; '': none. */
  readonly name: string;
  /** The whole draft is another: "The recipe of First run". null: something was chosen in it. */
  readonly replaced: string | null;
}

interface PreloadProps {
  readonly query: URLSearchParams;
  readonly before: TrainDraft;
  readonly onLoaded: (loaded: Preloaded) => void;
  /** Goes on without it. */
  readonly onGiveUp: () => void;
}

export function isPreload(query: URLSearchParams): boolean {
  return ['model', 'dataset', 'clone', 'recipe'].some((name) => query.has(name));
}

export function Preload({ query, before, onLoaded, onGiveUp }: PreloadProps): ReactNode {
  const connection = useConnection();
  const [error, setError] = useState<ErrorObject | null>(null);
  const load = useEffectEvent(async (signal: AbortSignal): Promise<void> => {
    try {
      const loaded = await preload(await connection.ready(signal), query, before);
      if (!signal.aborted) onLoaded(loaded);
    } catch (failure) {
      if (!signal.aborted) setError(toErrorObject(failure));
    }
  });
  useEffect(() => {
    const stop = new AbortController();
    void load(stop.signal);
    return () => stop.abort();
  }, []);
  return error ? (
    <ErrorState title="What the link names could not be loaded" error={error} actions={<Button onClick={onGiveUp}>Go on without it</Button>} />
  ) : (
    <BusyState what="Putting the recipe together" />
  );
}

async function preload(client: Client<Api>, query: URLSearchParams, before: TrainDraft): Promise<Preloaded> {
  const run = query.get('clone');
  if (run !== null) {
    const { row, recipe } = await client.call('runs.get', { id: run });
    return { draft: await draftOfRecipe(client, { ...recipe }), name: '', replaced: `The recipe of ${row.name}` };
  }
  const id = query.get('recipe');
  if (id !== null) {
    const saved = (await client.call('recipes.list', {})).find((recipe) => recipe.id === id);
    if (!saved) throw new MixwrightError('NOT_FOUND', `there is no saved recipe "${id}"`, { hint: 'it may have been taken off the list' });
    return { draft: await draftOfRecipe(client, saved.recipe), name: '', replaced: `The recipe ${saved.name}` };
  }
  const model = query.get('model');
  const dataset = query.get('dataset');
  const withModel = model === null ? before : { ...before, model };
  const draft = dataset === null ? withModel : { ...withModel, ...(await sectionsOf(client, { ids: [dataset], loose: [] }, withModel)) };
  return { draft: { ...emptyDraft, ...draft }, name: '', replaced: null };
}
