/** Whether NVIDIA's driver is on this machine; macOS has none. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export function hasNvidiaDriver(): boolean {
  const windows = join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'nvcuda.dll');
  // The last is where Windows shows its driver to Linux.
  const files = process.platform === 'win32' ? [windows] : ['/proc/driver/nvidia/version', '/usr/lib/wsl/lib/libcuda.so.1'];
  return files.some((file) => existsSync(file));
}
