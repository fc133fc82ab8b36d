/** Fixes of a record's characters. */
import type { DataRecord } from '../data.ts';
import { controls, knownMarkup, mapTexts } from '../doctor/textDefects.ts';
import type { Model } from '../examine.ts';

const allControls = new RegExp(controls, 'g');
const allMarkup = new RegExp(knownMarkup, 'gi');
const loneSurrogates = /\p{Surrogate}/gu;

/** Control characters and halves of surrogate pairs go. */
export function stripCharacters(record: DataRecord): readonly DataRecord[] {
  return [mapTexts(record, (text) => text.replace(allControls, '').replace(loneSurrogates, ''))];
}

/** The spelled-out special tokens of the model, or without one those of well-known templates, go. */
export function stripMarkup(record: DataRecord, model: Model | null): readonly DataRecord[] {
  return [mapTexts(record, model ? (text) => withoutSpecials(text, model) : (text) => untilStable(text, (given) => given.replace(allMarkup, '')))];
}

function withoutSpecials(text: string, { tokenizer }: Model): string {
  return untilStable(text, (given) => {
    let kept = '';
    let done = 0;
    for (const [start, end] of tokenizer.findSpecial(given)) {
      kept += given.slice(done, start);
      done = end;
    }
    return kept + given.slice(done);
  });
}

/** What is left around a token may spell another. */
function untilStable(text: string, step: (text: string) => string): string {
  for (let last = text; ; ) {
    const next = step(last);
    if (next === last) return next;
    last = next;
  }
}

/** Rows with U+FFFD go: what stood there is lost. */
export function dropDamaged(record: DataRecord): readonly DataRecord[] {
  let damaged = false;
  mapTexts(record, (text) => {
    damaged ||= text.includes('\ufffd');
    return text;
  });
  return damaged ? [] : [record];
}
