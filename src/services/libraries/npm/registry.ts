/** The npm registry that the user's npm would ask for a package, and where it keeps the tarball. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { MixwrightError } from '../../../shared/errors.ts';
import { isJsonObject, type JsonObject } from '../../../weights/jsonFile.ts';

export interface PackageVersion {
  /** With its scope. */
  readonly name: string;
  readonly version: string;
}

const publicRegistry = 'https://registry.npmjs.org';

/**
 * npm's environment variables count before its user file; a registry of the package's scope before the general one.
 * Without a slash at its end.
 */
export async function findRegistry(name: string, variables: Readonly<Record<string, string | undefined>> = process.env): Promise<string> {
  const scope = name.startsWith('@') ? name.slice(0, name.indexOf('/')) : null;
  const settings = await readUserFile(variables.NPM_CONFIG_USERCONFIG ?? variables.npm_config_userconfig ?? join(homedir(), '.npmrc'), variables);
  const found =
    (scope === null ? undefined : (variables[`npm_config_${scope}:registry`] ?? settings.get(`${scope}:registry`))) ??
    variables.npm_config_registry ??
    variables.NPM_CONFIG_REGISTRY ??
    settings.get('registry') ??
    publicRegistry;
  return found.replace(/\/+$/, '');
}

/**
 * Asks the registry where the tarball lies.
 * @throws MixwrightError NOT_AVAILABLE when it cannot be reached, wants a login, or does not have this version.
 */
export async function tarballAddress(registry: string, { name, version }: PackageVersion, signal: AbortSignal): Promise<string> {
  const address = `${registry}/${name.replace('/', '%2f')}`;
  const response = await ask(address, { signal, headers: { accept: 'application/vnd.npm.install-v1+json' } });
  const versions = ((await response.json().catch(() => null)) as JsonObject | null)?.versions;
  const found = isJsonObject(versions) ? versions[version] : undefined;
  const dist = isJsonObject(found) ? found.dist : undefined;
  if (isJsonObject(dist) && typeof dist.tarball === 'string') return dist.tarball;
  throw new MixwrightError('NOT_AVAILABLE', `${registry} has no ${name}@${version}`, {
    hint: 'check the registry that npm is set to (npm config get registry); only this very version has been tested',
  });
}

/** A GET whose failures say what to do. @throws MixwrightError NOT_AVAILABLE; STOPPED. */
export async function ask(
  address: string,
  { signal, headers }: { readonly signal: AbortSignal; readonly headers?: Record<string, string> },
): Promise<Response> {
  const response = await fetch(address, { signal, headers: headers ?? {} }).catch((error: unknown) => {
    throw unreachable(address, error, signal);
  });
  if (response.ok) return response;
  await response.body?.cancel();
  const { status, statusText } = response;
  const login = status === 401 || status === 403;
  throw new MixwrightError('NOT_AVAILABLE', `${address} answered ${status} ${statusText}`, {
    hint: login
      ? 'the registry wants a login, which Mixwright does not have; set npm_config_registry to one that does not'
      : 'try again later, or check the registry that npm is set to',
  });
}

export function unreachable(address: string, error: unknown, signal: AbortSignal): MixwrightError {
  if (signal.aborted) return new MixwrightError('STOPPED', 'cancelled; what was downloaded is kept for the next attempt', { cause: error });
  const reason = error instanceof Error ? ((error.cause as Error | undefined)?.message ?? error.message) : String(error);
  return new MixwrightError('NOT_AVAILABLE', `${new URL(address).host} cannot be reached: ${reason}`, {
    hint: 'check the network connection; what was downloaded is kept, so that the next attempt goes on from there',
    cause: error,
  });
}

/** Lines of name=value; ${NAME} stands for an environment variable. */
async function readUserFile(file: string, variables: Readonly<Record<string, string | undefined>>): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return new Map(
    text.split(/\r?\n/).flatMap((line) => {
      const [, name, value] = /^\s*([^;#=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value.replace(/\$\{(\w+)\}/g, (_, variable: string) => variables[variable] ?? '')]];
    }),
  );
}
