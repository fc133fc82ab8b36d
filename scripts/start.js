/** npm start [-- files]: the app in Electron where its binary is there, else the same app in the browser, saying why. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { electronBinary, missingDisplay } from './electronBinary.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @returns command and arguments. */
function program(given) {
  const binary = electronBinary();
  const obstacle = binary === null ? "Electron's binary is not installed (it is downloaded separately: npx install-electron)" : missingDisplay();
  if (obstacle === null) return [binary, [root, ...given]];
  console.error(`${obstacle[0].toUpperCase()}${obstacle.slice(1)}; the same app opens in your browser instead.`);
  return [process.execPath, [join(root, 'bin', 'mixwright.js'), 'serve', '--open']];
}

if (existsSync(join(root, 'out', 'main', 'index.js'))) {
  const [command, given] = program(process.argv.slice(2));
  const child = spawn(command, given, { stdio: 'inherit' });
  // The terminal sends Ctrl-C to both; the app decides when it ends.
  for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => undefined);
  process.on('SIGTERM', () => child.kill());
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? code : 1;
  });
  child.on('error', ({ message }) => {
    console.error(`The app could not be started: ${message}`);
    process.exitCode = 1;
  });
} else {
  console.error('Mixwright is not built yet: expected out/main/index.js. Run: npm run build');
  process.exitCode = 1;
}
