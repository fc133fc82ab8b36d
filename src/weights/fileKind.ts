/** What a file really is when it is not what its name promises: the wrong files people meet most, known by their first bytes. */
import { MixwrightError } from '../shared/errors.ts';

export interface WrongKind {
  readonly what: string;
  readonly hint: string;
}

/** How to turn a pickle into safetensors; pickles run code when they are opened, so we never open them. */
export const pickleHint =
  'a pickle can run any code when it is opened, so it is never read; convert it where you trust it: ' +
  "python -c \"from transformers import AutoModelForCausalLM as M; M.from_pretrained('FOLDER').save_pretrained('NEW_FOLDER', safe_serialization=True)\"";

const kinds: readonly (WrongKind & { readonly start: string })[] = [
  { start: 'version https://git-lfs', what: 'a git-LFS pointer, not the file itself', hint: 'run "git lfs pull" in the folder, or download the file itself' },
  { start: 'GGUF', what: 'a GGUF file', hint: 'GGUF files cannot be read yet; use the safetensors checkpoint it was made from' },
  { start: 'PK\x03\x04', what: 'a zip archive, most likely a PyTorch pickle', hint: pickleHint },
  { start: '\x80\x02', what: 'a Python pickle', hint: pickleHint },
  { start: '<!DOCTYPE', what: 'a web page', hint: 'the download saved an error or login page; download the file again' },
  { start: '<html', what: 'a web page', hint: 'the download saved an error or login page; download the file again' },
];

/** How many first bytes `wrongKind` wants to see; fewer are fine. */
export const kindBytes = 32;

export function wrongKind(head: Uint8Array): WrongKind | undefined {
  const text = String.fromCharCode(...head.subarray(0, kindBytes)).toLowerCase();
  return kinds.find(({ start }) => text.startsWith(start.toLowerCase()));
}

/** Refuses a file whose first bytes say that it is something else. */
export function refuseWrongKind(head: Uint8Array, file: string, expected: string): void {
  const kind = wrongKind(head);
  if (kind) throw new MixwrightError('BAD_MODEL', `expected ${expected}, got ${kind.what}`, { file, hint: kind.hint });
}
