/** mixwright devices */
import { deviceCacheFile } from '../../services/jobs.ts';
import { type CliCommand, examples } from '../command.ts';
import { showBytes, table } from '../style.ts';

export const devices: CliCommand = {
  register(program, run) {
    program
      .command('devices')
      .description('List what this machine can train on, each tested for wrong results')
      .addHelpText('after', examples('devices', 'devices --json'))
      .action((_, command) =>
        run(command, async ({ output, services, job }) => {
          const result = await job({ kind: 'devices', cacheFile: deviceCacheFile(await services()) });
          output.result(result, () => {
            const rows = result.devices.map(({ id, executor, kind, name, memoryBytes, selfTest }) => [
              id === result.default ? `${id} *` : id,
              `${executor} ${kind}`,
              memoryBytes > 0 ? showBytes(memoryBytes) : '-',
              selfTest.ok ? output.style.good('ok') : output.style.error(`failed: ${selfTest.reason ?? 'wrong results'}`),
              name,
            ]);
            return `${table([['device', 'executor', 'memory', 'self-test', 'name'], ...rows], output.style)}\n* used when none is named`;
          });
          return undefined;
        }),
      );
  },
};
