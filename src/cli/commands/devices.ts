/** mixwright devices [add | remove] */
import { Argument, type Command, Option } from 'commander';
import { deviceCacheFile } from '../../services/engineHosts/jobs.ts';
import { type AddOptions, addTensorflow, removeTensorflow } from '../../services/libraries/tensorflow.ts';
import { type CliCommand, examples, type RunCommand } from '../command.ts';
import { withStopSignals } from '../stopSignals.ts';
import { showBytes, table } from '../style.ts';

export const devices: CliCommand = {
  register(program, run) {
    const parent = program.command('devices').description('List what this machine can train on, each tested for wrong results; add a library for more');
    parent.addHelpText('after', examples('devices', 'devices --json', 'devices add tensorflow')).action((_, command) =>
      run(command, async ({ output, services, job }) => {
        const result = await job({ kind: 'devices', cacheFile: deviceCacheFile(await services()), lastResorts: true });
        output.result(result, () => {
          const rows = result.devices.map(({ id, executor, kind, name, memoryBytes, selfTest, missing }) => [
            id === result.default ? `${id} *` : id,
            `${executor} ${kind}`,
            memoryBytes > 0 ? showBytes(memoryBytes) : '-',
            selfTest.ok ? output.style.good('ok') : output.style.error(`${missing ? 'missing' : 'failed'}: ${selfTest.reason ?? 'wrong results'}`),
            name,
          ]);
          return `${table([['device', 'executor', 'memory', 'self-test', 'name'], ...rows], output.style)}\n* used when none is named`;
        });
        return undefined;
      }),
    );
    registerAdd(parent, run);
    registerRemove(parent, run);
  },
};

/** What can be added to the libraries that come with Mixwright. */
const library = (): Argument => new Argument('<library>', 'what to add or remove').choices(['tensorflow']);

interface AddTexts {
  readonly from: string;
  readonly for: NonNullable<AddOptions['variant']>;
}

function registerAdd(parent: Command, run: RunCommand): void {
  parent
    .command('add')
    .addArgument(library())
    .description('Download a library that Mixwright can compute with into the data directory, and build what it needs')
    .option('--from <source>', 'installer (TensorFlow’s own archives), wheel (a Python wheel, built here), or the path of a wheel', 'auto')
    .addOption(new Option('--for <device>', 'which build').choices(['auto', 'cpu', 'gpu']).default('auto'))
    .addHelpText('after', examples('devices add tensorflow', 'devices add tensorflow --from ./tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl'))
    .action((_: string, texts: AddTexts, command) =>
      run(command, async ({ output, services }) => {
        const { data } = await services();
        const stop = new AbortController();
        const added = await withStopSignals({ onFirst: () => stop.abort() }, () =>
          addTensorflow(data, { from: texts.from, variant: texts.for, signal: stop.signal, onEvent: output.event }),
        ).finally(output.done);
        output.result({ type: 'result', ...added }, () =>
          [
            `${added.already ? 'already there' : 'added'}: TensorFlow ${added.version} (${added.variant}), ${showBytes(added.bytes)}, from ${added.origin}`,
            `folder ${added.folder}`,
            ...added.files.map(({ path, sha256 }) => output.style.dim(`sha256 ${sha256}  ${path}`)),
          ].join('\n'),
        );
        return undefined;
      }),
    );
}

function registerRemove(parent: Command, run: RunCommand): void {
  parent
    .command('remove')
    .addArgument(library())
    .description('Remove a library that was added')
    .action((_: string, __: object, command) =>
      run(command, async ({ output, services }) => {
        const { freedBytes } = await removeTensorflow((await services()).data);
        output.result({ freedBytes }, () => (freedBytes > 0 ? `removed; ${showBytes(freedBytes)} are free again` : 'there was nothing to remove'));
        return undefined;
      }),
    );
}
