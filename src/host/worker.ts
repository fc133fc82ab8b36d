/** Entry of the worker thread in which an engine host computes. */
import { jobHandlers } from './jobs/index.ts';
import { runWorker } from './runWorker.ts';

await runWorker(jobHandlers);
