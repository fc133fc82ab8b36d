/** Loads a finished addon once in a process of its own: what does not even load there is never installed, and a crash takes nothing along. */
import { MixwrightError } from '../../shared/errors.ts';
import { nodeProgram } from './nodeProcess.ts';
import { runCommand } from './runCommand.ts';

export interface LoadedBinding {
  /** TensorFlow's version. */
  readonly version: string;
  readonly gpu: boolean;
}

const script = `
const { constants } = require('node:os');
const module_ = { exports: {} };
process.dlopen(module_, process.argv[1], constants.dlopen.RTLD_NOW);
console.log(JSON.stringify({ version: module_.exports.TF_Version, gpu: module_.exports.isUsingGpuDevice() }));
`;

/** @throws MixwrightError NOT_AVAILABLE with the loader's reason; STOPPED. */
export async function checkBinding(path: string, signal: AbortSignal): Promise<LoadedBinding> {
  const environment = { TF_CPP_MIN_LOG_LEVEL: '2' };
  const { status, stdout, tail } = await runCommand(nodeProgram(), ['-e', script, path], { signal, environment });
  if (status === 0) return JSON.parse(stdout.trim().split('\n').at(-1) as string) as LoadedBinding;
  const reason = /Error: (.*)/.exec(tail)?.[1] ?? (tail === '' ? `its process ended with status ${status}` : tail);
  throw new MixwrightError('NOT_AVAILABLE', `the TensorFlow that was made does not load on this machine: ${reason}`, { file: path });
}
