import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type SafeAdapter, safeAdapter } from '../../../src/services/catalogue/adapter.ts';
import { temporaryFolder } from '../support.ts';

const schema = z.object({ names: z.array(z.string()) });
type Data = z.infer<typeof schema>;

async function open(content: string): Promise<{ readonly file: string; readonly adapter: SafeAdapter<Data>; readonly restored: (Data | null)[] }> {
  const file = join(await temporaryFolder(), 'things.json');
  await writeFile(file, content);
  const restored: (Data | null)[] = [];
  const adapter = safeAdapter({
    file,
    version: 3,
    // 1 held one name, 2 a list of it under another name.
    migrations: { 1: (data) => ({ list: [(data as { name: string }).name] }), 2: (data) => ({ names: (data as { list: string[] }).list }) },
    schema,
    async restore(backup) {
      restored.push(backup);
      return backup ?? { names: [] };
    },
    warn: () => undefined,
  });
  return { file, adapter, restored };
}

describe('safe adapter', () => {
  it('migrates an old file step by step and keeps a copy of it', async () => {
    const old = '{"version":1,"data":{"name":"Ada"}}';
    const { file, adapter } = await open(old);
    expect(await adapter.peek()).toBeNull();
    const data = await adapter.read();
    expect(data).toEqual({ names: ['Ada'] });
    expect(await readFile(`${file}.v1`, 'utf8')).toBe(old);
    await adapter.write(data);
    expect(await adapter.peek()).toEqual(data);
  });

  it('hands the last good content over when the file is damaged', async () => {
    const { file, adapter, restored } = await open('{"version":3,"data":{"names":["first"]}}');
    await adapter.write({ names: ['second'] });
    await writeFile(file, '{"version":3,"da');
    expect(await adapter.read()).toEqual({ names: ['first'] });
    expect(restored).toEqual([{ names: ['first'] }]);
  });

  it('writes nothing that it would not read', async () => {
    const content = '{"version":3,"data":{"names":[]}}';
    const { file, adapter } = await open(content);
    await expect(adapter.write({ names: [1] } as unknown as Data)).rejects.toThrow();
    expect(await readFile(file, 'utf8')).toBe(content);
  });
});
