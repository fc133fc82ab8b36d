/**
 * Claims on a shared thing by processes that may die at any moment: files in a folder, each named for the process it stands
 * for. A dead process's claim counts for nothing and may be removed by anyone, because its name is never used again; so,
 * unlike with one lock file that changes hands, nobody can ever remove a living one by mistake.
 * Process ids are compared, so the folder must lie on a disk of this machine (and container).
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Claim {
  readonly pid: number;
  /** What is claimed: 1, or a number of cores. */
  readonly amount: number;
  readonly file: string;
  release(): Promise<void>;
}

export interface ClaimRequest {
  /** The process whose life the claim is bound to. */
  readonly pid: number;
  readonly amount?: number;
}

/** Puts a claim down beside all others; whether it holds is for the caller to find out by `otherClaims`. */
export async function putClaim(folder: string, { pid, amount = 1 }: ClaimRequest): Promise<Claim> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${pid}-${(await startOf(pid)) ?? 0}-${amount}-${randomBytes(4).toString('hex')}`);
  await writeFile(file, '');
  return describe(file, pid, amount);
}

/** Claims of living processes, `own` left out. Those of dead ones are cleared away. */
export async function otherClaims(folder: string, own?: Claim): Promise<readonly Claim[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const found: Claim[] = [];
  for (const name of names) {
    const [, pid, start, amount] = /^(\d+)-(\d+)-(\d+)-[0-9a-f]+$/.exec(name) ?? [];
    if (pid === undefined) continue;
    const file = join(folder, name);
    if (!(await isAlive(Number(pid), Number(start)))) await rm(file, { force: true });
    else if (file !== own?.file) found.push(describe(file, Number(pid), Number(amount)));
  }
  return found;
}

/** Takes the folder for one process alone, or says who has it. Two that try at the same moment may both be refused. */
export async function claimAlone(folder: string, request: ClaimRequest): Promise<{ readonly claim: Claim } | { readonly heldBy: number }> {
  const [before] = await otherClaims(folder);
  if (before) return { heldBy: before.pid };
  const claim = await putClaim(folder, request);
  // Each puts its claim down before it looks: of two at once, at least one sees the other and steps back.
  const [other] = await otherClaims(folder, claim);
  if (!other) return { claim };
  await claim.release();
  return { heldBy: other.pid };
}

function describe(file: string, pid: number, amount: number): Claim {
  return { pid, amount, file, release: () => rm(file, { force: true }) };
}

/** A process id is given out again after a while: where the system tells it, the time of the start says whether it is the same process. */
async function isAlive(pid: number, start: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, but belongs to someone else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const startNow = await startOf(pid);
  return startNow === null || start === 0 || startNow === start;
}

/** When the process started, in clock ticks since boot; null where the system does not tell without native code. */
async function startOf(pid: number): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold spaces; a zombie has ended already.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? -1 : Number(fields[19]);
  } catch {
    return null;
  }
}
