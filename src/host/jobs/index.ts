/** Every job a host can do; a missing handler does not compile. */
import type { JobHandlers } from '../job.ts';
import { convert } from './convert.ts';
import { datasetCheck } from './datasetCheck.ts';
import { datasetPreview } from './datasetPreview.ts';
import { devices } from './devices.ts';
import { evaluate } from './evaluate.ts';
import { exportModel } from './export.ts';
import { generate } from './generate.ts';
import { inspect } from './inspect.ts';
import { logits } from './logits.ts';
import { plan } from './plan.ts';
import { train } from './train.ts';
import { verify } from './verify.ts';

export const jobHandlers: JobHandlers = {
  convert,
  datasetCheck,
  datasetPreview,
  devices,
  evaluate,
  export: exportModel,
  generate,
  inspect,
  logits,
  plan,
  train,
  verify,
};
