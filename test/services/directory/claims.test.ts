import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimAlone, otherClaims, putClaim } from '../../../src/services/directory/claims.ts';
import { temporaryFolder } from '../support.ts';

describe('claims', () => {
  it('count while their process lives, the amount with them', async () => {
    const folder = await temporaryFolder();
    const own = await putClaim(folder, { pid: process.pid, amount: 3 });
    expect(await otherClaims(folder, own)).toEqual([]);
    expect(await otherClaims(folder)).toMatchObject([{ pid: process.pid, amount: 3 }]);
    await own.release();
    expect(await otherClaims(folder)).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('of a process whose id was given out again count for nothing and are cleared away', async () => {
    const folder = join(await temporaryFolder(), 'claims');
    await mkdir(folder);
    await writeFile(join(folder, `${process.pid}-1-1-00c0ffee`), '');
    await writeFile(join(folder, 'a file of someone else'), '');
    expect(await claimAlone(folder, { pid: process.pid })).toMatchObject({ claim: { pid: process.pid } });
    const names = await readdir(folder);
    expect(names).toHaveLength(2);
    expect(names).toContain('a file of someone else');
    expect(names).not.toContain(`${process.pid}-1-1-00c0ffee`);
  });

  it('tell a second one who has the folder', async () => {
    const folder = await temporaryFolder();
    await claimAlone(folder, { pid: process.pid });
    expect(await claimAlone(folder, { pid: process.pid })).toEqual({ heldBy: process.pid });
  });
});
