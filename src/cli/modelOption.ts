/** --model and --run say the same. */
import { MixwrightError } from '../shared/errors.ts';

export interface ModelOption {
  readonly model?: string;
  readonly run?: string;
}

export function modelGiven({ model, run }: ModelOption): string {
  const given = model ?? run;
  if (given !== undefined && (model === undefined || run === undefined)) return given;
  throw new MixwrightError('BAD_USAGE', given === undefined ? 'expected --model MODEL or --run RUN' : '--model and --run say the same: give one', {
    field: 'model',
    hint: 'MODEL is a folder, a catalogue id or a run: see mixwright --help',
  });
}
