/** The committed starter is what the generators make, complete and within its limits. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { config } from '../../scripts/starter/config.js';
import { starterFiles } from '../../scripts/starter/files.js';

const folder = fileURLToPath(new URL('../../resources/starter', import.meta.url));
const files = Object.entries(starterFiles());

describe('resources/starter', () => {
  it.each(files)('%s is byte for byte what the generator makes', (name, text) => {
    expect(readFileSync(join(folder, name), 'utf8') === text).toBe(true);
  });

  it('stays within 6 MB, its dataset within 400 KB', () => {
    const bytes = (path: string): number =>
      statSync(path).isDirectory() ? readdirSync(path).reduce((sum, name) => sum + bytes(join(path, name)), 0) : statSync(path).size;
    expect(bytes(folder)).toBeLessThanOrEqual(6_000_000);
    expect(bytes(join(folder, 'sample.jsonl'))).toBeLessThanOrEqual(400_000);
  });

  it('describes at most 2.5 million parameters in widths every quantised type can hold', () => {
    const { hidden_size: d, intermediate_size: ff, head_dim: head, num_attention_heads: heads, num_key_value_heads: kv } = config;
    const layer = 2 * d * head * heads + 2 * d * head * kv + 3 * d * ff + 2 * d;
    const parameters = 2 * config.vocab_size * d + config.num_hidden_layers * layer + d;
    expect(parameters).toBeLessThanOrEqual(2_500_000);
    expect([d % 256, ff % 256]).toEqual([0, 0]);
  });
});
