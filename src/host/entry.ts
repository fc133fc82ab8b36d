/** Entry of an engine-host process, the same under child_process.fork and Electron's utilityProcess. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadGgml } from '../llamacpp/ggml.ts';
import { openParentChannel } from './parentChannel.ts';
import { runHost } from './runHost.ts';

runHost({ channel: openParentChannel(), worker: join(dirname(fileURLToPath(import.meta.url)), 'worker.js'), preload: loadGgml });
