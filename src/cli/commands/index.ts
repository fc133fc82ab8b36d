/** Every command, one line each, in the order of --help. */
import type { CliCommand } from '../command.ts';
import { convert } from './convert.ts';
import { dataset } from './dataset.ts';
import { demo } from './demo.ts';
import { devices } from './devices.ts';
import { evaluate } from './eval.ts';
import { exportModel } from './export.ts';
import { formats } from './formats.ts';
import { generate } from './generate.ts';
import { inspect } from './inspect.ts';
import { logits } from './logits.ts';
import { methods } from './methods.ts';
import { pull } from './notLanded.ts';
import { plan } from './plan.ts';
import { resume } from './resume.ts';
import { runs } from './runs.ts';
import { serve } from './serve.ts';
import { train } from './train.ts';
import { trash } from './trash.ts';
import { verify } from './verify.ts';

export const commands: readonly CliCommand[] = [
  demo,
  devices,
  inspect,
  verify,
  dataset,
  convert,
  methods,
  formats,
  plan,
  train,
  resume,
  runs,
  trash,
  evaluate,
  generate,
  logits,
  exportModel,
  pull,
  serve,
];
