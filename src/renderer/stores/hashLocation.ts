/** The route behind the #, its query included (#/datasets/7?row=12): reload and back lead to the same view. For wouter's Router. */
import { useSyncExternalStore } from 'react';

interface NavigateOptions {
  readonly replace?: boolean;
  readonly state?: unknown;
}

export function useHashPath(): [string, (to: string, options?: NavigateOptions) => void] {
  return [useSyncExternalStore(subscribe, hashPath), navigateHash];
}

useHashPath.hrefs = (href: string): string => `#${href}`;

export function useHashSearch(): string {
  return useSyncExternalStore(subscribe, hashSearch);
}

export function navigateHash(to: string, { replace = false, state = null }: NavigateOptions = {}): void {
  const next = `#${to.startsWith('/') ? to : `/${to}`}`;
  if (next === window.location.hash) return;
  const oldURL = window.location.href;
  window.history[replace ? 'replaceState' : 'pushState'](state, '', next);
  window.dispatchEvent(new HashChangeEvent('hashchange', { oldURL, newURL: window.location.href }));
}

function hashPath(): string {
  return route().split('?')[0] as string;
}

function hashSearch(): string {
  const [, ...rest] = route().split('?');
  return rest.join('?');
}

function route(): string {
  return `/${window.location.hash.replace(/^#?\/?/, '')}`;
}

function subscribe(listen: () => void): () => void {
  window.addEventListener('hashchange', listen);
  window.addEventListener('popstate', listen);
  return () => {
    window.removeEventListener('hashchange', listen);
    window.removeEventListener('popstate', listen);
  };
}
