import { describe, expect, it } from 'vitest';
import { librariesHandlers } from '../../../src/services/handlers/libraries.ts';
import { temporaryApp } from '../appSupport.ts';

const context = { signal: new AbortController().signal };

describe('libraries', () => {
  it('are listed with what they take, none is there at first', async () => {
    const listed = await librariesHandlers(await temporaryApp())['libraries.list']({}, context);
    expect(listed.map(({ id, installed }) => [id, installed])).toEqual([
      ['cuda', false],
      ['tensorflow', false],
    ]);
  });

  it('are refused at once where they cannot work, with the reason that the list gives', async () => {
    const app = await temporaryApp();
    const libraries = librariesHandlers(app);
    const refused = (await libraries['libraries.list']({}, context)).filter(({ refusal }) => refusal !== null);
    for (const { id, refusal } of refused) {
      const message = expect.stringContaining(refusal as string);
      await expect(libraries['libraries.add']({ id }, context)).rejects.toMatchObject({ code: 'NOT_AVAILABLE', message });
    }
    expect(app.tasks.list()).toEqual([]);
  });
});
