/** The built app in Chromium, for tests, screenshots and measurements: the browser found, the web host in a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

/** @type {Readonly<Record<string, readonly string[]>>} */
const places = {
  linux: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/snap/bin/chromium'],
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
  win32: ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe', 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'],
};

/** @returns null when there is none; `CHROMIUM` names another place. */
export function findBrowser() {
  const candidates = process.env.CHROMIUM ? [process.env.CHROMIUM] : (places[process.platform] ?? []);
  return candidates.find((path) => existsSync(path)) ?? null;
}

export const noBrowser = 'no Chromium or Chrome was found: set CHROMIUM to its path (Debian: apt-get install chromium)';

/** @param {string} executablePath */
export function launchBrowser(executablePath) {
  // Without its sandbox as root, which containers run as; /dev/shm is small there.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** `MIXWRIGHT_BIN`: the command of another build than this checkout's. */
export const program = process.env.MIXWRIGHT_BIN ?? fileURLToPath(new URL('../bin/mixwright.js', import.meta.url));

/**
 * Starts `mixwright serve` over a data directory.
 * @param {string} home
 * @param {{ readonly args?: readonly string[], readonly env?: Readonly<Record<string, string>> }} [options]
 * @returns the address with its token, and how to end it: `stop` as Ctrl-C does, `kill` without a word.
 */
export async function serveApp(home, { args = [], env = {} } = {}) {
  const child = spawn(process.execPath, [program, 'serve', '--json', '--data-dir', home, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaints += text;
  });
  const ended = once(child, 'close');
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    ended.then(() => Promise.reject(new Error(`the web host did not start:\n${complaints}`))),
  ]);
  const end = async (/** @type {NodeJS.Signals} */ signal) => {
    child.kill(signal);
    await ended;
  };
  return { url: String(JSON.parse(line).url), pid: child.pid ?? 0, stop: () => end('SIGINT'), kill: () => end('SIGKILL') };
}
