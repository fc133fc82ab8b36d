/**
 * npm run dev: the app with its page replaced as you edit it and its host restarted as you edit that. In Electron where the binary is
 * there; else electron-vite runs `mixwright serve` in Electron's place, and the page is in your browser.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { electronBinary, missingDisplay } from './electronBinary.js';

const root = fileURLToPath(new URL('..', import.meta.url));
/** As in electron.vite.config.ts. */
const pageOrigin = 'http://127.0.0.1:5199';
const hostPort = '5198';

const inBrowser = {
  // Not out/, which belongs to the last whole build.
  MIXWRIGHT_BUILD_DIR: 'out.dev',
  ELECTRON_EXEC_PATH: process.execPath,
  ELECTRON_ENTRY: join(root, 'out.dev', 'main', 'cli.js'),
};
const inElectron = electronBinary() !== null && missingDisplay() === null;
const given = inElectron ? process.argv.slice(2) : ['serve', '--port', hostPort, '--page', pageOrigin];
const command = [join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'dev', '--watch', '--', ...given];
const child = spawn(process.execPath, command, { cwd: root, stdio: 'inherit', env: { ...process.env, ...(inElectron ? {} : inBrowser) } });
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => undefined);
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
