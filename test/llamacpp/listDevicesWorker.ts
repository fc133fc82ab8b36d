/** Loads ggml in a worker thread and posts the names of its devices. */
import { parentPort } from 'node:worker_threads';
import { listDevices } from '../../src/llamacpp/devices.ts';
import { loadGgml } from '../../src/llamacpp/ggml.ts';

parentPort?.postMessage(listDevices(loadGgml()).map((device) => device.name));
