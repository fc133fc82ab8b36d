/** The default executor: ggml on a CPU or GPU. */
import type { AbortFlag } from '../../../llamacpp/abortFlag.ts';
import { openBackend } from '../../../llamacpp/backend.ts';
import type { Device } from '../../../llamacpp/devices.ts';
import type { Ggml } from '../../../llamacpp/ggml.ts';
import { availableMemory } from '../../../llamacpp/systemMemory.ts';
import { MixwrightError } from '../../../shared/errors.ts';
import { arithmetic } from '../arithmetic.ts';
import type { Executor, MemoryPlan, Programs, Session } from '../executor.ts';
import { lowerPrograms } from './lowering.ts';
import { allocate, measure } from './memory.ts';
import { openProducts, type ProductChoice, productsFromEnvironment } from './products/openProducts.ts';
import type { Products } from './products/products.ts';
import { createResources, type LiveCount, type Resources } from './resources.ts';
import { createSession } from './session.ts';

export interface GgmlExecutor extends Executor {
  readonly name: 'ggml';
  readonly device: Device;
  /** Native objects of all open sessions; zero when they are disposed. */
  live(): LiveCount;
}

export interface GgmlExecutorOptions {
  readonly ggml: Ggml;
  readonly device: Device;
  /** CPU threads; the machine's cores unless said, never more. */
  readonly threads?: number;
  /** f32 products in f32. Without it a Vulkan GPU may round operands to f16, which is faster and needs loss scaling. */
  readonly exact?: boolean;
  /** What multiplies matrices on a CPU; MIXWRIGHT_PRODUCTS or `auto` unless said. */
  readonly products?: ProductChoice;
  /** Stops a run between two nodes (CPU) or two native stretches (GPU); the run throws STOPPED. */
  readonly abortFlag?: AbortFlag;
}

/** Throws NOT_AVAILABLE when exactness or a library is asked for that this process does not have, DEVICE_FAILED when the device does not open. */
export function createGgmlExecutor(options: GgmlExecutorOptions): GgmlExecutor {
  const { ggml, device } = options;
  const { resources, products } = openDevice(options);
  const { backend } = resources;
  const sessions = new Set<Session>();
  const plan = (programs: Programs): MemoryPlan => {
    const lowered = lowerPrograms(resources, products, programs);
    try {
      return measure(resources, lowered);
    } finally {
      lowered.dispose();
    }
  };
  return {
    name: 'ggml',
    device,
    numerics: {
      executor: 'ggml',
      arithmetic: arithmetic.ggml,
      library: ggml.libraries.packageVersion ?? ggml.version(),
      device: device.description,
      driver: device.driver ?? 'unknown',
      threads: backend.threads,
      exact: isExact(device),
      products: products.description,
    },
    plan,
    compile(programs) {
      const predicted = plan(programs);
      checkFits(device, predicted);
      const lowered = lowerPrograms(resources, products, programs);
      const allocation = allocate(resources, lowered);
      if (!allocation) {
        lowered.dispose();
        throw doesNotFit(device, predicted, null);
      }
      const session = createSession(resources, { lowered, allocation, disposed: () => void sessions.delete(session) });
      sessions.add(session);
      return session;
    },
    live: resources.live,
    dispose() {
      for (const session of sessions) session.dispose();
      products.dispose();
      backend.dispose();
    },
  };
}

function openDevice({ ggml, device, exact = true, threads, abortFlag, products }: GgmlExecutorOptions): { resources: Resources; products: Products } {
  if (exact) checkExact(device);
  const backend = openBackend(ggml, device, { ...(threads !== undefined && { threads }), ...(abortFlag !== undefined && { abortFlag }) });
  try {
    const resources = createResources(ggml, backend);
    return { resources, products: openProducts(resources, products ?? productsFromEnvironment()) };
  } catch (error) {
    backend.dispose();
    throw error;
  }
}

/** The CPU computes in f32 throughout, Vulkan when told so at start; CUDA (TF32) and Metal (half tiles) do not (ENGINE.md §10). */
function isExact({ kind, backend }: Device): boolean {
  return kind === 'cpu' || (backend === 'Vulkan' && process.env.GGML_VK_DISABLE_F16 !== undefined);
}

function checkExact(device: Device): void {
  if (device.backend !== 'Vulkan' || isExact(device)) return;
  throw new MixwrightError('NOT_AVAILABLE', `${device.name} would round operands to f16`, {
    hint: 'start the process with GGML_VK_DISABLE_F16=1 in its environment, or ask for exact: false',
  });
}

/** Linux hands out memory it does not have and kills the process later: on the CPU the check must come first. */
function checkFits(device: Device, predicted: MemoryPlan): void {
  if (device.kind !== 'cpu') return;
  const available = availableMemory();
  if (predicted.total > available) throw doesNotFit(device, predicted, available);
}

function doesNotFit(device: Device, { total }: MemoryPlan, available: number | null): MixwrightError {
  const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;
  return new MixwrightError(
    'DOES_NOT_FIT',
    `${device.name} cannot hold ${mebibytes(total)}${available === null ? '' : `: ${mebibytes(available)} are available`}`,
    { hint: 'use a smaller microBatch or sequenceLength, recompute "block", or a frozenDtype of fewer bits' },
  );
}
