/** Opens an address in the user's browser, where there is one. */
import { spawn } from 'node:child_process';

const openers: Readonly<Partial<Record<NodeJS.Platform, (url: string) => readonly [string, readonly string[]]>>> = {
  darwin: (url) => ['open', [url]],
  // Not cmd's start: that would read the & of an address.
  win32: (url) => ['rundll32', ['url.dll,FileProtocolHandler', url]],
};

/** @returns whether something was started; a machine without a screen has nothing to start. */
export function openInBrowser(url: string): Promise<boolean> {
  const [command, argumentsOf] = (openers[process.platform] ?? ((address: string) => ['xdg-open', [address]] as const))(url);
  return new Promise((resolve) => {
    const child = spawn(command, argumentsOf, { stdio: 'ignore', detached: true });
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
    child.once('error', () => resolve(false));
  });
}
