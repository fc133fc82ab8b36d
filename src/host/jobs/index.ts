/** Every job a host can do; a missing handler does not compile. */
import type { JobHandlers } from '../job.ts';
import { chat } from './chat.ts';
import { convert } from './convert.ts';
import { datasetCheck } from './datasetCheck.ts';
import { datasetClean } from './datasetClean.ts';
import { datasetPreview } from './datasetPreview.ts';
import { datasetRows } from './datasetRows.ts';
import { devices } from './devices.ts';
import { evaluate } from './evaluate.ts';
import { exportModel } from './export.ts';
import { generate } from './generate.ts';
import { inspect } from './inspect.ts';
import { logits } from './logits.ts';
import { plan } from './plan.ts';
import { timing } from './timing.ts';
import { train } from './train.ts';
import { verify } from './verify.ts';

export const jobHandlers: JobHandlers = {
  chat,
  convert,
  datasetCheck,
  datasetClean,
  datasetPreview,
  datasetRows,
  devices,
  evaluate,
  export: exportModel,
  generate,
  inspect,
  logits,
  plan,
  timing,
  train,
  verify,
};
