/**
 * Which driver stands behind each Vulkan device: ggml does not say, and a start-up self-test is only worth as long as the
 * driver is the one it was made with. Vulkan 1.0 calls only; layouts from the specification (VkInstanceCreateInfo, VkPhysicalDeviceProperties).
 */
import type { LibraryHandle } from 'koffi';
import { bindFunctions, type Pointer } from './cTypes.ts';
import { openLibrary } from './nativeLibrary.ts';

const signatures = {
  CreateInstance: ['int', 'buffer', 'pointer?', 'buffer'],
  DestroyInstance: ['void', 'pointer', 'pointer?'],
  EnumeratePhysicalDevices: ['int', 'pointer', 'buffer', 'buffer'],
  GetPhysicalDeviceProperties: ['void', 'pointer', 'buffer'],
} as const;

const maxDevices = 64;

/** Driver by device name: its version and the id it gives its shader cache, which changes with every build. Empty where Vulkan is missing. */
export function readVulkanDrivers(): ReadonlyMap<string, string> {
  const drivers = new Map<string, string>();
  const library = openVulkan();
  if (!library) return drivers;
  const vulkan = bindFunctions(library, 'vk', signatures);
  const instance = new BigUint64Array(1);
  // sType VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO = 1; no application info, layers or extensions: the other fields are zero.
  if (
    vulkan.CreateInstance(
      Uint32Array.from({ length: 16 }, (_, i) => (i === 0 ? 1 : 0)),
      null,
      instance,
    ) !== 0
  )
    return drivers;
  const handle = instance[0] as Pointer;
  const devices = new BigUint64Array(maxDevices);
  const count = Uint32Array.of(maxDevices);
  vulkan.EnumeratePhysicalDevices(handle, count, devices);
  for (const device of devices.subarray(0, count[0])) {
    const properties = new Uint8Array(1024);
    vulkan.GetPhysicalDeviceProperties(device, properties);
    const { name, driver } = parseProperties(properties);
    drivers.set(name, driver);
  }
  vulkan.DestroyInstance(handle, null);
  return drivers;
}

/** VkPhysicalDeviceProperties: driverVersion at 4, deviceName at 20, pipelineCacheUUID at 276. */
function parseProperties(bytes: Uint8Array): { readonly name: string; readonly driver: string } {
  const version = new DataView(bytes.buffer).getUint32(4, true);
  const name = Buffer.from(bytes.subarray(20, 276)).toString('utf8').split('\0', 1)[0] as string;
  const build = Buffer.from(bytes.subarray(276, 292)).toString('hex');
  return { name, driver: `${version >>> 22}.${(version >>> 12) & 0x3ff}.${version & 0xfff}+${build}` };
}

function openVulkan(): LibraryHandle | null {
  // macOS computes through Metal.
  if (process.platform === 'darwin') return null;
  try {
    return openLibrary(process.platform === 'win32' ? 'vulkan-1.dll' : 'libvulkan.so.1');
  } catch {
    return null;
  }
}
