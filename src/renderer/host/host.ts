/** Where the window runs, in Electron or in a browser, and what only that place can do. Screens see this interface only. */
import type { Api } from '../../shared/api.ts';
import type { ChooseOptions, OpenRequest } from '../../shared/desktop.ts';
import type { Client } from '../../shared/rpc/contract.ts';

/** What was dropped or chosen, taken out of the event while it was alive. */
export interface DroppedItem {
  readonly file: File;
  /** Present for what was dropped: leads into folders. */
  readonly entry: FileSystemEntry | null;
}

export interface TransferProgress {
  /** What is under way right now, relative to what was dropped. */
  readonly name: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface Host {
  readonly face: 'electron' | 'web';
  /** One new connection to the application. Rejects when there is none to be had now. */
  connect(): Promise<Client<Api>>;
  /**
   * Paths of the items on the application's machine, one per item; what lies elsewhere is brought there first.
   * @throws MixwrightError STOPPED when `signal` aborts, DISK_FULL, or whatever the transfer met.
   */
  pathsOf(items: readonly DroppedItem[], onProgress: (progress: TransferProgress) => void, signal: AbortSignal): Promise<readonly string[]>;
  /** The system's own dialog; null where there is none and the application's files are browsed instead. */
  readonly choose: ((kind: 'folder' | 'files' | 'save', options?: ChooseOptions) => Promise<readonly string[]>) | null;
  /** Shows a path in the file manager; null where there is none. */
  readonly reveal: ((path: string) => Promise<void>) | null;
  openExternal(url: string): void;
  /** What the system asks to open. @returns stops listening. */
  onOpen(listen: (request: OpenRequest) => void): () => void;
}
