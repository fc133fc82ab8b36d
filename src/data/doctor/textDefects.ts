/** Defects in the characters of a record's texts: broken Unicode, control characters, markup of chat templates. All are told; none rejects the row. */
import type { DataRecord, Problem, TextRange } from '../data.ts';
import { type Finding, problemAt } from '../formats/columns.ts';
import { hasLoneSurrogate, wellFormed } from '../wellFormed.ts';

/** Markup of well-known templates, for when no tokenizer is at hand. */
export const knownMarkup = /<\|[a-z0-9_]+\|>|<\/?s>|\[\/?INST\]|<(?:start|end)_of_turn>|<<\/?SYS>>/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
export const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

export interface CheckedTexts {
  readonly record: DataRecord;
  readonly problems: readonly Problem[];
}

/** @param findSpecial the tokenizer's special tokens in a text, where there is one. */
export function checkTexts(record: DataRecord, findSpecial?: (text: string) => readonly TextRange[]): CheckedTexts {
  const findings = new Map<string, Finding>();
  const note = (code: string, message: string, fix: string): void => {
    if (!findings.has(code)) findings.set(code, { severity: 'warning', code, message, fix });
  };
  const check = (text: string, field: string): string => {
    const markup = findSpecial ? specialAt(text, findSpecial) : knownMarkup.exec(text)?.[0];
    if (markup !== undefined) {
      note(
        'CHAT_MARKUP',
        `${field} spells out ${JSON.stringify(markup)}; it is trained as plain text, not as that token`,
        'remove the markup if the row is an already rendered chat; keep it if it is meant as text',
      );
    }
    const control = controls.exec(text);
    if (control)
      note('CONTROL_CHARACTERS', `${field} holds the control character U+${hex(control[0])} at character ${control.index + 1}`, 'remove control characters');
    if (text.includes('\ufffd'))
      note(
        'REPLACEMENT_CHARACTER',
        `${field} holds U+FFFD: text was damaged by a wrong encoding before it came here`,
        'convert the source again with the right encoding',
      );
    if (!hasLoneSurrogate(text)) return text;
    note('LONE_SURROGATE', `${field} holds half of a surrogate pair; replaced by U+FFFD`, 'write the character whole: text was cut in the middle of an emoji');
    return wellFormed(text);
  };
  const mended = mapTexts(record, check);
  return { record: mended, problems: [...findings.values()].map((finding) => problemAt(record, finding)) };
}

/** The record with each of its texts as `check` gives it back. */
export function mapTexts(record: DataRecord, check: (text: string, field: string) => string): DataRecord {
  switch (record.kind) {
    case 'chat':
      return { ...record, messages: record.messages.map((message, i) => ({ ...message, content: check(message.content, `messages[${i}].content`) })) };
    case 'text':
      return { ...record, text: check(record.text, 'text') };
    case 'completion':
      return { ...record, prompt: check(record.prompt, 'prompt'), completion: check(record.completion, 'completion') };
  }
}

function specialAt(text: string, findSpecial: (text: string) => readonly TextRange[]): string | undefined {
  const first = findSpecial(text)[0];
  return first && text.slice(...first);
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
