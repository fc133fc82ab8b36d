/** What lies in a drop or a file input, folders opened. */
import type { DroppedItem } from './host.ts';

/** A file under the name it has relative to what was dropped: "model/config.json". */
export interface NamedFile {
  readonly name: string;
  readonly file: File;
}

/** To be called inside the event's handler: afterwards the browser has emptied it. */
export function itemsOf(transfer: DataTransfer): readonly DroppedItem[] {
  const items = Array.from(transfer.items)
    .filter(({ kind }) => kind === 'file')
    .flatMap((item) => {
      const file = item.getAsFile();
      return file ? [{ file, entry: item.webkitGetAsEntry() }] : [];
    });
  return items.length > 0 ? items : itemsOfFiles(transfer.files);
}

export function itemsOfFiles(files: Iterable<File>): readonly DroppedItem[] {
  return Array.from(files, (file) => ({ file, entry: null }));
}

/** The item itself, or all files below it. */
export async function filesOf({ file, entry }: DroppedItem): Promise<readonly NamedFile[]> {
  return entry?.isDirectory ? filesBelow(entry as FileSystemDirectoryEntry, entry.name) : [{ name: file.name, file }];
}

async function filesBelow(folder: FileSystemDirectoryEntry, name: string): Promise<readonly NamedFile[]> {
  const found: NamedFile[] = [];
  for (const entry of await entriesOf(folder)) {
    const path = `${name}/${entry.name}`;
    if (entry.isDirectory) found.push(...(await filesBelow(entry as FileSystemDirectoryEntry, path)));
    else found.push({ name: path, file: await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)) });
  }
  return found;
}

/** A reader gives entries in portions, an empty one at the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) return all;
    all.push(...portion);
  }
}
