import { expect, it } from 'vitest';
import { sentence } from '../../src/shared/sentence.ts';

it.each([
  ['the engine ended unexpectedly', 'The engine ended unexpectedly.'],
  ['write rows of {"text": "…"}', 'Write rows of {"text": "…"}.'],
  ['photo.png: expected JSON lines', 'photo.png: expected JSON lines.'],
  ['q_proj is frozen', 'q_proj is frozen.'],
  ['Mixwright’s own folder!', 'Mixwright’s own folder!'],
  ['/home/a/chats.jsonl: line 3', '/home/a/chats.jsonl: line 3.'],
  ['there is no dataset "chats"', 'There is no dataset "chats".'],
])('%s', (text, said) => expect(sentence(text)).toBe(said));
