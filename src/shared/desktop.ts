/**
 * What Electron's preload gives the page as `window.mixwright`; a browser has no such thing. Everything here crosses contextBridge,
 * so there are plain values and functions only, and the RPC port comes by a window message instead.
 */

/** `data` of the window message that brings a port: `event.source === window && event.data === portMessage`, then `event.ports[0]`. */
export const portMessage = 'mixwright:port';

/** A File of the page; typed by what is used of it, so that this file needs no DOM. */
export interface DroppedFile {
  readonly name: string;
  readonly size: number;
}

export interface ChooseOptions {
  readonly title?: string;
  /** Where the dialog opens; a file name is suggested by its last part. Absolute. */
  readonly defaultPath?: string;
  /** Extensions without dots. */
  readonly filters?: readonly { readonly name: string; readonly extensions: readonly string[] }[];
}

/** Something from outside the page that it is to show. */
export type OpenRequest =
  /** Files or folders opened from the system: a second start, the file manager, the command line. Absolute paths. */
  | { readonly type: 'paths'; readonly looksLike: 'dataset' | 'model'; readonly paths: readonly string[] }
  /** A screen, such as /runs/2026-11-24-mixlora-3f2a: a notification or menu item was clicked. */
  | { readonly type: 'route'; readonly route: string };

export interface Desktop {
  readonly face: 'electron';
  /** Node's name: darwin, linux, win32. */
  readonly platform: string;
  /** Asks for a port to the application; it arrives as a window message (`portMessage`). Each call brings a new one. */
  requestPort(): void;
  /** Absolute path of a dropped or chosen File; '' for one that no disk holds. */
  pathForFile(file: DroppedFile): string;
  /** The system's dialog. @returns absolute paths; none when it was cancelled. `save` gives at most one, which need not exist. */
  choose(kind: 'folder' | 'files' | 'save', options?: ChooseOptions): Promise<string[]>;
  /** Shows it in the file manager. */
  reveal(path: string): Promise<void>;
  /** Opens an https address in the user's browser; anything else is refused. */
  openExternal(url: string): Promise<void>;
  /** What came before anyone listened is told at once. @returns stops listening. */
  onOpen(listen: (request: OpenRequest) => void): () => void;
}
