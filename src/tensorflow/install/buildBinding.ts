/** Compiles tfjs-node's addon against a TensorFlow library. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MixwrightError } from '../../shared/errors.ts';
import { writeBindingSource } from './bindingSource.ts';
import { runCommand } from './runCommand.ts';
import type { BuildTools } from './tools.ts';

/** Node 12.22 and everything since has it; the addon uses nothing newer. */
const nodeApiVersion = 8;

export interface BindingInputs {
  /** The package's folder `binding`. */
  readonly source: string;
  /** TensorFlow's C headers. */
  readonly headers: string;
  /** Libraries to link, below `folder`/deps/lib. */
  readonly libraries: readonly string[];
  /** The installation: gets lib/napi-v8/tfjs_binding.node. */
  readonly folder: string;
  /** For intermediate files. */
  readonly workshop: string;
  readonly tools: BuildTools;
  readonly signal: AbortSignal;
}

/** @throws MixwrightError NOT_AVAILABLE with what the compiler said; STOPPED. */
export async function buildBinding({ source, headers, libraries, folder, workshop, tools, signal }: BindingInputs): Promise<void> {
  const files = await writeBindingSource(source, join(workshop, 'binding'));
  const target = join(folder, 'lib', `napi-v${nodeApiVersion}`);
  await mkdir(target, { recursive: true });
  const parameters = [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-w', `-DNAPI_VERSION=${nodeApiVersion}`],
    // The same bytes wherever it is compiled: error messages name source files.
    `-ffile-prefix-map=${workshop}=.`,
    ...[`-I${tools.nodeHeaders}`, `-I${headers}`],
    ...files,
    ...libraries.map((name) => join(folder, 'deps', 'lib', name)),
    ...linkerFlags(process.platform),
    ...['-o', join(target, 'tfjs_binding.node')],
  ];
  const { status, tail } = await runCommand(tools.compiler, parameters, { signal });
  if (status === 0) return;
  throw new MixwrightError('NOT_AVAILABLE', `${tools.compiler} could not compile TensorFlow’s addon: ${tail}`, {
    hint: 'a C++17 compiler is needed (g++ 9, clang 10 or newer); please report what it said',
  });
}

/** The library is found beside the addon, wherever the installation lies. A thread that ends must not unload it: TensorFlow's own threads live on. */
function linkerFlags(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') return ['-undefined', 'dynamic_lookup', '-Wl,-rpath,@loader_path/../../deps/lib'];
  return ['-Wl,-rpath,$ORIGIN/../../deps/lib', '-Wl,-z,nodelete'];
}
