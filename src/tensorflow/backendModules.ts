/**
 * Evaluates the kernels and the backend of @tensorflow/tfjs-node-gpu by themselves. The package's index does not serve: it
 * looks for the addon in node_modules only, and pulls in layers, converters and WebGL. Its modules need tfjs-core alone.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { compileFunction } from 'node:vm';
import * as core from '@tensorflow/tfjs-core';
import type { TensorflowBinding } from './binding.ts';
import { keepLists } from './keptLists.ts';
import type { NodePackage } from './nodePackage.ts';

interface BackendModule {
  readonly NodeJSKernelBackend: new (binding: TensorflowBinding, packageName: string) => core.KernelBackend;
}

/** Registers the package's kernels with this thread's tfjs-core and returns what makes the backend over them. */
export function loadBackendModules({ folder }: NodePackage): (binding: TensorflowBinding) => core.KernelBackend {
  const load = moduleLoader({
    '@tensorflow/tfjs': { ...core, tensor1d: keepLists(() => core.engine().backend) },
    '@tensorflow/tfjs-core': core,
    // Node 23 dropped these two from its own.
    util: { isArray: Array.isArray, isNullOrUndefined: (value: unknown) => value === null || value === undefined },
    // Messages of TensorBoard summaries, which are written elsewhere.
    './proto/api_pb': {},
  });
  const dist = join(folder, 'dist');
  load(join(dist, 'register_all_kernels.js'));
  const { NodeJSKernelBackend } = load(join(dist, 'nodejs_kernel_backend.js')) as BackendModule;
  return (binding) => new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node-gpu');
}

/** Loads CommonJS files; what they require by name comes from `given`, else from Node. */
function moduleLoader(given: Readonly<Record<string, unknown>>): (file: string) => unknown {
  const modules = new Map<string, { exports: unknown }>();
  const load = (file: string): unknown => {
    const known = modules.get(file);
    if (known) return known.exports;
    const module = { exports: {} as unknown };
    modules.set(file, module);
    const native = createRequire(file);
    const required = (name: string): unknown => {
      if (name in given) return given[name];
      return name.startsWith('.') ? load(resolve(dirname(file), `${name}.js`)) : native(name);
    };
    compileFunction(readFileSync(file, 'utf8'), ['exports', 'require', 'module'], { filename: file })(module.exports, required, module);
    return module.exports;
  };
  return load;
}
