/** The command line: parses, runs one command, exits with the promised status. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { exitStatus, MixwrightError } from '../shared/errors.ts';
import type { RunCommand } from './command.ts';
import { commands } from './commands/index.ts';
import { createContext, type GlobalOptions } from './context.ts';
import { glossary } from './glossary.ts';
import { stopWhenReaderGoes } from './stopSignals.ts';

const program = new Command('mixwright')
  .description('Fine-tune mixture-of-experts language models on this machine: a dataset and a dense checkpoint in, a trained MoE out.')
  .version(packageVersion(), '--version')
  .helpCommand(false);

const run: RunCommand = async (command, body) => {
  // A negated option has a default, which would hide the other place it may stand in.
  const context = createContext({ ...command.optsWithGlobals<GlobalOptions>(), color: !process.argv.includes('--no-color') });
  try {
    process.exitCode = (await body(context)) ?? 0;
  } catch (error) {
    process.exitCode = exitStatus(context.output.error(error).code);
  }
};

for (const command of commands) command.register(program, run);
program.addHelpText('after', glossary);
for (const command of [program, ...everyCommand(program)]) addGlobalSettings(command);

stopWhenReaderGoes();
try {
  await program.parseAsync(process.argv);
} catch (error) {
  process.exitCode = describeParseError(error);
}

function everyCommand(parent: Command): readonly Command[] {
  return parent.commands.flatMap((child) => [child, ...everyCommand(child)]);
}

/** Every command takes the global options, so that they read naturally before and after its name. */
function addGlobalSettings(command: Command): void {
  command
    .optionsGroup('Options of every command:')
    .helpCommand(false)
    .helpOption('-h, --help', 'show help')
    .option('--json', 'print JSON and nothing else on stdout')
    .option('--quiet', 'no progress and notes')
    .option('--no-color', 'no colours')
    .option('--debug', 'stack traces and what the engine prints')
    .option('--data-dir <dir>', 'where models, datasets and runs live (default: MIXWRIGHT_HOME, else the platform folder)')
    .exitOverride((error) => {
      throw error.exitCode === 0 ? error : badUsage(command, error);
    })
    // Told once, by describeParseError.
    .configureOutput({ outputError: () => undefined });
}

function badUsage(command: Command, { code, message }: CommanderError): MixwrightError {
  const name = nameOf(command);
  const see = `see ${name} --help`;
  // Its help was printed on stderr.
  if (code === 'commander.help') return new MixwrightError('BAD_USAGE', `expected a command after "${name}"`, { hint: see });
  const [said = '', suggestion] = message.replace(/^error: /, '').split('\n');
  const meant = /\((.*)\)/.exec(suggestion ?? '')?.[1];
  return new MixwrightError('BAD_USAGE', said, { hint: meant === undefined ? see : `${meant.replace(/^D/, 'd')} ${see}` });
}

/** As it is typed: "mixwright dataset check". */
function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}

function describeParseError(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode;
  const context = createContext({
    json: process.argv.includes('--json'),
    color: !process.argv.includes('--no-color'),
    debug: process.argv.includes('--debug'),
  });
  return exitStatus(context.output.error(error).code);
}

function packageVersion(): string {
  const json = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  return json.version;
}
