/**
 * Runs one after another. The queue lies in the records of its runs (runs/queueRecord.ts), so it survives a restart and is one for
 * all applications on a data directory; this starts what is next when nothing else computes, and steers the runs it has started.
 */
import { MixwrightError, toErrorObject } from '../../shared/errors.ts';
import { workingStatuses } from '../../shared/run.ts';
import type { CatalogueData, RunRecord } from '../catalogue/schema.ts';
import { claimAlone } from '../directory/claims.ts';
import { hasFreeCore } from '../engineHosts/threadSlots.ts';
import type { LoadedRecipe } from '../recipes/recipes.ts';
import { changedRecipe } from '../runs/changedRecipe.ts';
import { createRun } from '../runs/createRun.ts';
import { deleteRun } from '../runs/deleteRun.ts';
import { findRun } from '../runs/findRun.ts';
import { matchFolders } from '../runs/listRuns.ts';
import { enqueueRun, isWaiting, lastPlace, leaveQueue, orderQueue, type ResumeWish, waitingRuns } from '../runs/queueRecord.ts';
import { readRunRecipe } from '../runs/runFiles.ts';
import { runOwner } from '../runs/runOwner.ts';
import type { RunOutlook } from '../runs/runRows.ts';
import { hasEnded } from '../runs/runStatus.ts';
import { startQueued } from '../runs/training.ts';
import { markInterrupted, restartRun } from '../runs/updateRun.ts';
import type { Services } from '../services.ts';
import type { Changes, Notices, SettingsStore } from './context.ts';
import { createLedRuns } from './ledRuns.ts';
import { type NamedRun, queueFaultNotice, queuePausedNotice } from './runNotices.ts';

export interface RunQueue {
  /** Queues new runs in their order. @returns their ids. */
  add(runs: readonly { readonly loaded: LoadedRecipe; readonly name?: string }[]): Promise<readonly string[]>;
  /** Queues an ended run to go on. @throws MixwrightError RESUME_REFUSED, RUN_HELD, BAD_USAGE. */
  resume(id: string, wish: ResumeWish): Promise<void>;
  /** @throws MixwrightError BAD_USAGE where the run's status does not allow it, RUN_HELD for another process's run. */
  command(id: string, command: RunCommand): Promise<void>;
  reorder(ids: readonly string[]): Promise<void>;
  /** What a run is doing or, when it waits, for what. */
  outlook(id: string, waits: boolean): RunOutlook;
  /** Looks whether the next run can start; cheap, called whenever that may be so. */
  look(): void;
  /** Starts nothing more, and saves and ends every run of this application. */
  stopAll(): Promise<void>;
  /** The same at once, saving nothing: what lies in a run's folder is safe at any moment. */
  close(): Promise<void>;
}

export type RunCommand = 'pause' | 'resume' | 'stop' | 'cancel';

export interface QueueSurroundings {
  readonly services: Services;
  readonly changes: Changes;
  readonly notices: Notices;
  readonly settings: SettingsStore;
  readonly yielding: YieldingWork;
}

/** Work that makes way for a run: chats, plans, timings. */
export interface YieldingWork {
  /** Cores that come free by `release`. */
  threads(): number;
  /** Called before a run starts. Resolves when cores and memory have been given back. */
  release(): Promise<void>;
}

/** Until the next try, when another process looks at the queue at the same moment. */
const againMs = 150;
/** Until the next try, when no core is free. */
const coresAgainMs = 500;
const patrolMs = 3000;

export function openRunQueue({ services, changes, notices, settings, yielding }: QueueSurroundings): RunQueue {
  const { data } = services;
  const led = createLedRuns({ changes, notices, onFree: look, onFailed: (run) => holdAfterFailure(run).catch(tellFault) });
  let held = false;
  let looking: Promise<void> | null = null;
  let lookAgain = false;
  let waitingFor = '';
  let fault = '';
  let timer: NodeJS.Timeout | undefined;
  // Another process may die without a word.
  const patrol = setInterval(look, patrolMs);
  patrol.unref();

  function look(): void {
    if (held) return;
    if (looking) {
      lookAgain = true;
      return;
    }
    looking = startNext()
      .then(() => {
        fault = '';
      }, tellFault)
      .finally(() => {
        looking = null;
        if (lookAgain) look();
      });
    lookAgain = false;
  }

  /** Only one process at a time decides who is next. */
  async function startNext(): Promise<void> {
    if ((await markInterrupted(data)).length > 0) changes.announce('runs');
    if (waitingRuns(await data.catalogue.read()).length === 0) return;
    if ((await settings.get()).queue.paused) return waitFor('the queue is paused');
    await inTurn(async () => {
      const catalogue = await data.catalogue.read();
      const other = busyRun(catalogue);
      if (other) return waitFor(`waits for ${other.name}`);
      if (!(await hasCores())) return soon(coresAgainMs);
      for (const { id } of waitingRuns(catalogue)) {
        // Asked again each time: one that fails at its start may pause the queue.
        if (held || (await settings.get()).queue.paused || (await begin(id))) return;
      }
    });
  }

  /** While another process decides, nothing is decided here but to look again. */
  async function inTurn(decide: () => Promise<void>): Promise<void> {
    const turn = await claimAlone(data.locks.queue, { pid: process.pid });
    if ('heldBy' in turn) return soon(againMs * (1 + Math.random()));
    try {
      await decide();
    } finally {
      await turn.claim.release();
    }
  }

  /** With the one core that a conversion leaves a run would be slow for all its life: how many threads it has never changes. */
  async function hasCores(): Promise<boolean> {
    const { threads: limit } = await settings.get();
    if (await hasFreeCore(data, { limit })) return true;
    // Not taken from others where the run would have to wait all the same.
    const freed = yielding.threads();
    if (freed > 0 && (await hasFreeCore(data, { limit, freed }))) {
      await yielding.release();
      if (await hasFreeCore(data, { limit })) return true;
    }
    waitFor('waits for cores that other work holds');
    return false;
  }

  /** Told in the rows of all that wait. */
  function waitFor(what: string): void {
    if (waitingFor !== what) changes.announce('runs');
    waitingFor = what;
  }

  function soon(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(look, ms);
    timer.unref();
  }

  /** @returns whether it goes now: not when it is another's, left the queue or could not start. */
  async function begin(id: string): Promise<boolean> {
    if (led.has(id)) {
      await yielding.release();
      await restartRun(data, id);
      led.command(id, 'resume');
      changes.announce('runs');
      return true;
    }
    const found = await findRun(data, id).catch(() => null);
    if (!found) {
      // Its folder was removed by hand.
      await matchFolders(data);
      return false;
    }
    // Paused in another application, which waits with it.
    if ((await runOwner(found.directory)) !== null) return false;
    await yielding.release();
    return led.lead({ id, name: found.record.name }, (options) => startQueued(services, id, options));
  }

  async function holdAfterFailure(run: NamedRun): Promise<void> {
    if ((await settings.get()).queue.continueOnError || waitingRuns(await data.catalogue.read()).length === 0) return;
    await settings.update({ queue: { paused: true } });
    notices.tell(queuePausedNotice(run));
  }

  function tellFault(error: unknown): void {
    const { message } = toErrorObject(error);
    // The patrol meets it again and again.
    if (message !== fault) notices.tell(queueFaultNotice(message));
    fault = message;
  }

  /** Whether or not others compute, when `anyway`. */
  async function startNow(id: string, { anyway }: { readonly anyway: boolean }): Promise<void> {
    while (looking) await looking;
    if (held) return;
    const work = anyway
      ? begin(id).then(() => undefined)
      : inTurn(async () => {
          if (!busyRun(await data.catalogue.read())) await begin(id);
        });
    looking = work
      .catch(() => undefined)
      .finally(() => {
        looking = null;
        if (lookAgain) look();
      });
    await work;
  }

  async function resume(id: string, wish: ResumeWish): Promise<void> {
    const { record, directory } = await findRun(data, id);
    if (!hasEnded(record.status)) throw notNow(record, 'be resumed so', 'pause or stop it first');
    const owner = await runOwner(directory);
    if (owner !== null) throw heldElsewhere(record.name, owner);
    // Refused now rather than when its turn comes.
    changedRecipe(await readRunRecipe(directory), wish.sets);
    await enqueueRun(data, id, { ...wish, where: 'last' });
    changes.announce('runs');
    look();
  }

  async function commandWaiting(record: RunRecord, directory: string, command: RunCommand): Promise<void> {
    if (command === 'pause') throw notNow(record, inWords.pause, 'pause the queue, or take it out');
    if (command !== 'resume') return void (await leaveQueue(data, record.id));
    const owner = led.has(record.id) ? null : await runOwner(directory);
    if (owner !== null) throw heldElsewhere(record.name, owner);
    await startNow(record.id, { anyway: true });
  }

  async function commandEnded(record: RunRecord, command: RunCommand): Promise<void> {
    if (command !== 'resume') throw notNow(record, inWords[command]);
    await resume(record.id, plainResume);
  }

  async function commandLed(record: RunRecord, command: RunCommand): Promise<void> {
    if (command === 'resume') {
      if (record.status !== 'paused') throw notNow(record, inWords.resume);
      // Waits for its turn where another run computes.
      await enqueueRun(data, record.id, { ...plainResume, where: 'first' });
      await startNow(record.id, { anyway: false });
    } else {
      if (command === 'pause' && record.status !== 'running' && record.status !== 'preparing') throw notNow(record, inWords.pause);
      led.command(record.id, command);
    }
  }

  /** Runs whose ids nobody will be told, unless one has been started meanwhile. */
  async function takeBack(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const { status } = await leaveQueue(data, id);
      if (status === 'stopped') await deleteRun(data, id);
    }
    changes.announce('runs');
  }

  async function end(command: 'stop' | 'cancel'): Promise<void> {
    held = true;
    clearTimeout(timer);
    clearInterval(patrol);
    await looking;
    await led.endAll(command);
  }

  return {
    async add(runs) {
      const first = lastPlace(await data.catalogue.read());
      const ids: string[] = [];
      try {
        for (const [index, { loaded, name }] of runs.entries()) {
          ids.push((await createRun(data, { ...loaded, place: first + index, ...(name !== undefined && { name }) })).id);
        }
      } catch (error) {
        await takeBack(ids).catch(tellFault);
        throw error;
      }
      changes.announce('runs');
      look();
      return ids;
    },
    resume,
    async command(id, command) {
      const { record, directory } = await findRun(data, id);
      if (isWaiting(record)) await commandWaiting(record, directory, command);
      else if (hasEnded(record.status)) await commandEnded(record, command);
      else if (led.has(id)) await commandLed(record, command);
      else throw heldElsewhere(record.name, await runOwner(directory));
      changes.announce('runs');
    },
    async reorder(ids) {
      await orderQueue(data, ids);
      changes.announce('runs');
    },
    outlook: (id, waits) => ({ phase: waits ? waitingFor : led.phaseOf(id), ours: led.has(id) }),
    look,
    stopAll: () => end('stop'),
    close: () => end('cancel'),
  };
}

const plainResume: ResumeWish = { sets: [], fromStep: null, allowDrift: false };

const inWords: Readonly<Record<RunCommand, string>> = { pause: 'be paused', resume: 'go on', stop: 'be stopped', cancel: 'be cancelled' };

function busyRun({ runs }: CatalogueData): RunRecord | undefined {
  return Object.values(runs).find(({ status }) => workingStatuses.includes(status));
}

function notNow({ name, status }: RunRecord, what: string, hint = 'look at its status and try again'): MixwrightError {
  return new MixwrightError('BAD_USAGE', `${name} is ${status} and cannot ${what} now`, { hint });
}

function heldElsewhere(name: string, owner: number | null): MixwrightError {
  return new MixwrightError('RUN_HELD', `${name} is led by another process${owner === null ? '' : ` (${owner})`}`, {
    hint: 'steer it there: the window or the command line that started it',
  });
}
