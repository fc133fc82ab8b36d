import type { Desktop } from '../../shared/desktop.ts';
import { electronHost } from './electron.ts';
import type { Host } from './host.ts';
import { webHost } from './web.ts';

declare global {
  interface Window {
    readonly mixwright?: Desktop;
  }
}

export function findHost(): Host {
  return window.mixwright ? electronHost(window.mixwright) : webHost();
}
