/** mixwright resume */
import { resumeTraining } from '../../services/runs/training.ts';
import { type CliCommand, collect, examples } from '../command.ts';
import { followRun, tellEvent } from '../training.ts';

export const resume: CliCommand = {
  register(program, run) {
    program
      .command('resume <run>')
      .description('Go on with a run from its last whole checkpoint, bit for bit as if it had never stopped')
      .option('--set <path=value>', 'change training.steps, evaluation or checkpoint fields (may be repeated)', collect)
      .option('--allow-drift', 'go on although base, dataset or numerics changed; the curve is marked')
      .addHelpText('after', examples('resume 2026-11-24-mixlora-3f2a', 'resume my-run --set training.steps=1000'))
      .action((text: string, options: { set?: readonly string[]; allowDrift?: boolean }, command) =>
        run(command, async ({ output, services }) =>
          followRun(
            await resumeTraining(await services(), text, { sets: options.set ?? [], allowDrift: options.allowDrift ?? false, onEvent: tellEvent(output) }),
            output,
          ),
        ),
      );
  },
};
