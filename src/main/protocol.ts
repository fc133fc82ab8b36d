/** The page's own scheme: app://main/ is the built page and nothing else of this machine. */
import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { findPageFile } from '../services/pageFile.ts';
import { pageHeaders } from '../shared/contentSecurityPolicy.ts';

const scheme = 'app';
const host = 'main';

export const pageUrl = `${scheme}://${host}/`;

/** Must be said before the app is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);
}

/** @param folder of the built page. */
export function servePage(folder: string): void {
  protocol.handle(scheme, async ({ url, method }) => {
    const address = new URL(url);
    const file = address.host === host && method === 'GET' ? await findPageFile(folder, address.pathname) : null;
    if (file === null) return new Response('not found\n', { status: 404, headers: { ...pageHeaders, 'Content-Type': 'text/plain' } });
    return new Response(await readFile(file.path), { headers: { ...pageHeaders, 'Content-Type': file.type } });
  });
}
