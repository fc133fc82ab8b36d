/** Loaded into a forked process before its entry: gives it the `process.parentPort` of Electron's utility processes, over fork's channel. */
import { EventEmitter } from 'node:events';

const port = new EventEmitter();
const early = [];
let listening = false;
port.postMessage = (message) => {
  if (process.connected) process.send(message);
};
port.on('newListener', (event) => {
  if (event !== 'message' || listening) return;
  listening = true;
  // As Electron does: what came before anyone listened is kept.
  setImmediate(() => {
    for (const data of early.splice(0)) port.emit('message', { data, ports: [] });
  });
});
process.on('message', (data) => {
  if (listening) port.emit('message', { data, ports: [] });
  else early.push(data);
});
// Chromium ends its utility processes when the browser process is gone.
process.on('disconnect', () => process.exit());
process.parentPort = port;
