/** A short real run on the starter model. */
import type { Application } from '../../../src/services/app/openApplication.ts';

/** What a handler gets from a client that does not go away. */
export const staying = { signal: new AbortController().signal } as const;

/** The starter's recipe made short. @param training what is different besides. */
export async function shortDraft({ handlers }: Application, training: Readonly<Record<string, unknown>> = {}): Promise<Record<string, unknown>> {
  const { draft } = await handlers['recipes.starter']({}, staying);
  const short = { steps: 4, microBatch: 2, sequenceLength: 32, warmupSteps: 1, evalEvery: 2, checkpointEvery: 2, learningRate: 1e-3 };
  return { ...draft, device: 'cpu', training: { ...short, ...training } };
}

/** More steps than a test waits for. */
export const longTraining = { steps: 5000, evalEvery: 0, checkpointEvery: 2, keepCheckpoints: 1 };
