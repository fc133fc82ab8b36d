/** What ggml finds in this machine. */
import { arithmetic } from '../../engine/executors/arithmetic.ts';
import { createGgmlExecutor } from '../../engine/executors/ggml/executor.ts';
import { tolerances } from '../../engine/executors/tolerances.ts';
import { type Device, listDevices } from '../../llamacpp/devices.ts';
import { type Ggml, loadGgml } from '../../llamacpp/ggml.ts';
import type { PresentDevice } from './device.ts';

export function ggmlDevices(): readonly PresentDevice[] {
  const ggml = loadGgml();
  return listDevices(ggml).map((device) => present(ggml, device));
}

function present(ggml: Ggml, device: Device): PresentDevice {
  const { name, description, kind, driver } = device;
  return {
    present: true,
    id: name.toLowerCase(),
    executor: 'ggml',
    kind,
    name: description,
    memoryBytes: device.memoryTotal,
    fingerprint: [`ggml ${arithmetic.ggml}`, ggml.version(), name, description, driver ?? 'unknown driver', process.env.GGML_VK_DISABLE_F16 ?? ''].join(' | '),
    lastResort: kind !== 'cpu' && imitatesGpu(description),
    tolerance: kind === 'cpu' ? tolerances.ggmlCpu : tolerances.ggmlVulkan,
    open: async (options) => ({
      executor: createGgmlExecutor({ ggml, device, ...options }),
      memoryFree: device.memoryFree,
      sharesMemory: kind === 'cpu',
      growsByPlan: kind === 'cpu',
    }),
  };
}

/** Vulkan on the CPU: made for tests. */
function imitatesGpu(description: string): boolean {
  return /llvmpipe|swiftshader|lavapipe/i.test(description);
}
