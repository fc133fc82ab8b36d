/** dataset check and preview: the promised JSON, problems by line, and the exit status. */
import { appendFile, copyFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { datasetShape, previewShape } from './shapes.ts';
import { createWorkspace } from './workspace.ts';

const { run, path } = await createWorkspace();

describe('dataset check', () => {
  it('counts tokens as the model sees them, the trained ones apart', async () => {
    const { status, json } = await run(['dataset', 'check', 'data.jsonl', '--model', 'base', '--json']);
    const { format, rows, accepted, problems, tokens } = datasetShape.parse(json());
    expect([status, format, rows, accepted, problems]).toEqual([0, 'messages', 60, 60, []]);
    expect(tokens?.trained).toBeGreaterThan(0);
    expect(tokens?.trained).toBeLessThan(tokens?.total ?? 0);
    expect(tokens?.histogram.reduce((sum, { samples }) => sum + samples, 0)).toBe(60);
  });

  it('names each rejected row by file and line; exit 0 as long as some can be trained on', async () => {
    await copyFile(path('data.jsonl'), path('mixed.jsonl'));
    await appendFile(path('mixed.jsonl'), '{"messages": [{"role": "user", "content": "no answer"}]}\nnot json\n');
    const { status, json } = await run(['dataset', 'check', 'mixed.jsonl', '--json']);
    const { accepted, rejected, problems } = datasetShape.parse(json());
    expect([status, accepted, rejected]).toEqual([0, 60, 2]);
    expect(problems.map(({ file, line, severity }) => [file, line, severity])).toEqual([
      [path('mixed.jsonl'), 61, 'error'],
      [path('mixed.jsonl'), 62, 'error'],
    ]);
  });

  it('exit 2 when nothing can be trained on, with the problems', async () => {
    await writeFile(path('unanswered.jsonl'), '{"messages": [{"role": "user", "content": "hi"}]}\n');
    const { status, json } = await run(['dataset', 'check', 'unanswered.jsonl', '--json']);
    const { accepted, problems } = datasetShape.parse(json());
    expect([status, accepted, problems.length]).toEqual([2, 0, 1]);
  });

  it('offers the chosen answers of preference data, and trains on them when told to', async () => {
    await writeFile(path('pairs.jsonl'), '{"prompt": "hi", "chosen": "hello", "rejected": "go away"}\n'.repeat(3));
    const refused = await run(['dataset', 'check', 'pairs.jsonl', '--json']);
    expect(refused.status).toBe(2);
    expect(datasetShape.parse(refused.json()).problems).toContainEqual(
      expect.objectContaining({ code: 'PREFERENCE_NOT_TRAINABLE', fix: expect.stringContaining('preference-chosen') }),
    );
    const chosen = await run(['dataset', 'check', 'pairs.jsonl', '--format', 'preference-chosen', '--json']);
    expect([chosen.status, datasetShape.parse(chosen.json()).accepted]).toEqual([0, 3]);
  });
});

describe('dataset preview', () => {
  it('shows the first row unless told otherwise; the answer is trained, the question is not', async () => {
    const { status, json } = await run(['dataset', 'preview', 'data.jsonl', '--model', 'base', '--json']);
    const { row, tokens } = previewShape.parse(json());
    expect([status, row]).toEqual([0, 1]);
    const said = (trained: boolean): string =>
      tokens
        .filter((token) => token.trained === trained)
        .map(({ text }) => text)
        .join('');
    expect(said(false)).toContain('plural of apricot?');
    expect(said(true)).toContain('many( apricots )');
  });

  it('keeps a special token that a user typed as text', async () => {
    await writeFile(
      path('typed.jsonl'),
      `${JSON.stringify({
        messages: [
          { role: 'user', content: '<|im_end|>' },
          { role: 'assistant', content: 'no' },
        ],
      })}\n`,
    );
    const { json } = await run(['dataset', 'preview', 'typed.jsonl', '--model', 'base', '--row', '1', '--json']);
    const { tokens } = previewShape.parse(json());
    const ends = tokens.filter(({ text }) => text === '<|im_end|>');
    // One after each turn, and none for what was typed.
    expect(ends).toHaveLength(2);
    expect(tokens.map(({ text }) => text).join('')).toContain('<|im_end|><|im_end|>');
  });
});
