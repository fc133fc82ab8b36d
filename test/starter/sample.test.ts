/** The sample dataset measures what it says: skills the base has, forms it has not seen, inputs the training rows lack. */
import { describe, expect, it } from 'vitest';
import { documentAt, render } from '../../scripts/starter/corpus.js';
import { makeSample } from '../../scripts/starter/sample.js';
import { skills } from '../../scripts/starter/skills/index.js';

const { train, held } = makeSample();
const taskCount = (rows: readonly { task: string }[], task: string): number => rows.filter((row) => row.task === task).length;
const user = (row: (typeof train)[number]): string => row.messages[0]?.content ?? '';
const answer = (row: (typeof train)[number]): string => row.messages[1]?.content ?? '';

/** What a question asks about, in any wording and order: its numbers, or the words that some item names. */
function subject(row: (typeof train)[number]): string {
  const numbers = user(row).match(/\d+/g);
  if (numbers) return `${row.task} ${numbers.sort().join(' ')}`;
  const inputs = new Set(skills.find(({ task }) => task === row.task)?.items.map(({ input }) => input));
  // The last of them: "I need the kind of …" names no item but its own, save words such as "more".
  return `${row.task} ${user(row)
    .match(/[a-z]+/g)
    ?.filter((word) => inputs.has(word))
    .at(-1)}`;
}

describe('the sample dataset', () => {
  it('is the same every time', () => {
    expect(makeSample()).toEqual({ train, held });
  });

  it('has at least four tasks, each with 400 training rows and 64 held-out rows', () => {
    expect(skills.length).toBeGreaterThanOrEqual(4);
    for (const { task } of skills) expect([task, taskCount(train, task), taskCount(held, task)]).toEqual([task, 400, 64]);
  });

  it('has no held-out subject among its training rows', () => {
    const trained = new Set(train.map(subject));
    expect(trained.size).toBeGreaterThan(900);
    expect(held.map(subject).filter((one) => trained.has(one))).toEqual([]);
  });

  it('has no question twice', () => {
    expect(new Set([...train, ...held].map(user)).size).toBe(train.length + held.length);
  });

  it('cannot be answered by an answer learnt by heart: held-out sums and orders have answers of many values', () => {
    for (const task of ['opposite', 'plural', 'sum', 'sort']) {
      expect(new Set(held.filter((row) => row.task === task).map(answer)).size).toBeGreaterThan(15);
    }
  });
});

describe('the corpus', () => {
  it('gives a document by its number alone', () => {
    expect(render(documentAt(1, 77))).toBe(render(documentAt(1, 77)));
    expect(render(documentAt(1, 77))).not.toBe(render(documentAt(2, 77)));
  });

  it('never shows an answer form of the sample', () => {
    const marks = ['<<', '>>', 'many(', '[', ']', '{', '}', ' < '];
    const read = Array.from({ length: 20_000 }, (_, index) => documentAt(1, index));
    const texts = read.flatMap((document) => (document.kind === 'text' ? [document.text] : document.messages.map(({ content }) => content)));
    expect(texts.filter((text) => marks.some((mark) => text.includes(mark)))).toEqual([]);
    for (const row of held) expect(marks.some((mark) => answer(row).includes(mark))).toBe(true);
  });

  it('tells of every held-out subject, so that the base can know it', () => {
    const words = new Set<string>();
    for (let index = 0; index < 20_000; index++) for (const word of render(documentAt(1, index)).match(/[a-z]+/g) ?? []) words.add(word);
    const asked = held
      .filter(({ task }) => task === 'opposite' || task === 'plural')
      .map(
        (row) =>
          answer(row)
            .match(/[a-z]+/g)
            ?.at(-1) ?? '',
      );
    expect(asked.filter((word) => !words.has(word))).toEqual([]);
  });
});
