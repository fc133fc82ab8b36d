/** The devices ggml can compute on in this process. */
import koffi from 'koffi';
import { bindAddress, type Pointer } from './cTypes.ts';
import type { Ggml } from './ggml.ts';
import { cpuSignatures } from './signatures.ts';
import { availableMemory } from './systemMemory.ts';
import { readVulkanDrivers } from './vulkanDrivers.ts';

export type DeviceKind = 'cpu' | 'gpu' | 'igpu';

export interface Device {
  /** ggml's index; what identifies a device within this process only. */
  readonly index: number;
  /** ggml's short name: CPU, Vulkan0, CUDA0, Metal. */
  readonly name: string;
  /** The hardware's own name. */
  readonly description: string;
  readonly kind: DeviceKind;
  /** ggml's registry: CPU, Vulkan, CUDA, Metal. */
  readonly backend: string;
  readonly memoryTotal: number;
  readonly memoryFree: number;
  /** What decides its rounding besides the library: the CPU's instruction sets, or the GPU driver's version and build; null where unknown. */
  readonly driver: string | null;
}

/** enum ggml_backend_dev_type; accelerators beside the CPU and combined devices (3, 4) compute nothing by themselves. */
const kinds: Readonly<Record<number, DeviceKind>> = { 0: 'cpu', 1: 'gpu', 2: 'igpu' };

/** All devices, in ggml's order: GPUs first, the CPU always among them. */
export function listDevices(ggml: Ggml): readonly Device[] {
  const found = Array.from({ length: ggml.backend_dev_count() }, (_, index) => describe(ggml, index)).filter((device) => device !== null);
  const drivers = found.some((device) => device.backend === 'Vulkan') ? readVulkanDrivers() : new Map<string, string>();
  return found.map((device) => ({ ...device, driver: device.driver ?? drivers.get(device.description) ?? null }));
}

function describe(ggml: Ggml, index: number): Device | null {
  const pointer = ggml.backend_dev_get(index);
  const kind = kinds[ggml.backend_dev_type(pointer)];
  if (!kind) return null;
  const registry = ggml.backend_dev_backend_reg(pointer);
  const [free, total] = [new BigUint64Array(1), new BigUint64Array(1)];
  ggml.backend_dev_memory(pointer, free, total);
  return {
    index,
    name: ggml.backend_dev_name(pointer),
    description: ggml.backend_dev_description(pointer).trim(),
    kind,
    backend: ggml.backend_reg_name(registry),
    memoryTotal: Number(total[0]),
    // For the CPU ggml gives the total again.
    memoryFree: kind === 'cpu' ? availableMemory() : Number(free[0]),
    driver: kind === 'cpu' ? readFeatures(ggml, registry) : null,
  };
}

/** The instruction sets of the CPU library that ggml chose, such as "AVX2 FMA". */
function readFeatures(ggml: Ggml, registry: Pointer): string | null {
  const address = ggml.backend_reg_get_proc_address(registry, 'ggml_backend_get_features');
  if (address === null) return null;
  const first = bindAddress(address, cpuSignatures.ggml_backend_get_features)(registry);
  const names: string[] = [];
  // An array of {name, value} pairs of C strings, ended by a null name.
  for (let entry = first; ; entry += 16n) {
    const name = koffi.decode(entry, 'str') as string | null;
    if (name === null) return names.join(' ');
    if (koffi.decode(entry + 8n, 'str') === '1') names.push(name);
  }
}
