/** mixwright resume */
import { resumeTraining } from '../../services/runs/training.ts';
import { type CliCommand, collect, examples, wholeNumber } from '../command.ts';
import { followRun, tellEvent } from '../training.ts';

interface ResumeOptions {
  readonly set?: readonly string[];
  readonly from?: number;
  readonly allowDrift?: boolean;
}

export const resume: CliCommand = {
  register(program, run) {
    program
      .command('resume <run>')
      .description('Go on with a run from its last whole checkpoint (or the one you name), bit for bit as if it had never stopped')
      .option('--set <path=value>', 'change training.steps, evaluation, checkpoint or sample fields (may be repeated)', collect)
      .option('--from <step>', 'go on from the checkpoint of this step; later ones are dropped once the run has saved again', wholeNumber)
      .option('--allow-drift', 'go on although base, dataset or numerics changed; the curve is marked')
      .addHelpText('after', examples('resume 2026-11-24-mixlora-3f2a', 'resume my-run --set training.steps=1000', 'resume my-run --from 150'))
      .action((text: string, { set = [], from, allowDrift = false }: ResumeOptions, command) =>
        run(command, async ({ output, services }) => {
          const options = { sets: set, allowDrift, onEvent: tellEvent(output), ...(from !== undefined && { fromStep: from }) };
          return followRun(await resumeTraining(await services(), text, options), output);
        }),
      );
  },
};
