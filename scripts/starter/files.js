// @ts-check
/** All generated files of resources/starter by path, so that a test can compare them with the committed ones. */
import { config } from './config.js';
import { makeSample } from './sample.js';
import { tokenizerFiles } from './tokenizer.js';

/** @returns {Readonly<Record<string, string>>} */
export function starterFiles() {
  const { train, held } = makeSample();
  const model = { ...tokenizerFiles(), 'config.json': `${JSON.stringify(config, null, 2)}\n` };
  return {
    'sample.jsonl': jsonLines(train),
    'eval.jsonl': jsonLines(held),
    ...Object.fromEntries(Object.entries(model).map(([name, text]) => [`model/${name}`, text])),
  };
}

/** @param {readonly unknown[]} rows */
function jsonLines(rows) {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
