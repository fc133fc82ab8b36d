import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesHandlers } from '../../../src/services/handlers/files.ts';
import { fileEntry } from '../../../src/shared/api/app.ts';
import { temporaryApp } from '../appSupport.ts';
import { newRun, temporaryFolder } from '../support.ts';

const client = { signal: new AbortController().signal };

describe('browsing', () => {
  it('shows folders first, in the order people count, and what looks like a model, a run or a dataset', async () => {
    const app = await temporaryApp();
    const browse = filesHandlers(app)['files.browse'];
    const root = await temporaryFolder();
    for (const name of ['rows-10.jsonl', 'rows-9.jsonl.gz', 'config.json', 'table.csv', '.hidden.jsonl']) await writeFile(join(root, name), 'x');
    for (const name of ['Model', 'plain', '.git']) await mkdir(join(root, name));
    for (const name of ['config.json', 'model.safetensors']) await writeFile(join(root, 'Model', name), '');
    await symlink(join(root, 'nowhere'), join(root, 'broken.jsonl'));
    const { path, parent, entries, roots } = await browse({ path: root }, client);
    expect([path, parent]).toEqual([root, dirname(root)]);
    expect(entries.map(({ name, kind, looksLike }) => [name, kind, looksLike])).toEqual([
      ['Model', 'folder', 'model'],
      ['plain', 'folder', null],
      ['config.json', 'file', null],
      ['rows-9.jsonl.gz', 'file', 'dataset'],
      ['rows-10.jsonl', 'file', 'dataset'],
      ['table.csv', 'file', null],
    ]);
    expect(entries.every((entry) => fileEntry.safeParse(entry).success)).toBe(true);
    expect(roots.map((each) => each.path)).toContain(app.services.data.root);
    const { directory } = await newRun(app.services.data);
    expect((await browse({ path: app.services.data.runs }, client)).entries).toMatchObject([{ path: directory, looksLike: 'run' }]);
  });

  it('starts at home, goes up to the top, and shows the folder of a file', async () => {
    const browse = filesHandlers(await temporaryApp())['files.browse'];
    const home = await browse({ path: null }, client);
    expect(home.roots).toContainEqual({ name: 'Home', path: home.path });
    expect((await browse({ path: '/' }, client)).parent).toBeNull();
    const root = await temporaryFolder();
    await writeFile(join(root, 'a.jsonl'), '');
    expect((await browse({ path: join(root, 'a.jsonl') }, client)).path).toBe(root);
  });

  it('says what is wrong where there is nothing, or no permission', async () => {
    const { 'files.browse': browse, 'files.free': free } = filesHandlers(await temporaryApp());
    const root = await temporaryFolder();
    await expect(browse({ path: join(root, 'none') }, client)).rejects.toMatchObject({ code: 'NOT_FOUND', details: { file: join(root, 'none') } });
    expect((await free({ path: join(root, 'not', 'yet') }, client)).freeBytes).toBeGreaterThan(0);
    // The superuser may look everywhere.
    if (process.getuid?.() === 0) return;
    await mkdir(join(root, 'closed'));
    await chmod(join(root, 'closed'), 0);
    await expect(browse({ path: join(root, 'closed') }, client)).rejects.toMatchObject({ code: 'NOT_AVAILABLE' });
  });
});
