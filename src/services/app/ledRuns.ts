/** The runs whose hosts this application started: what they tell, and their ends. */
import { toErrorObject } from '../../shared/errors.ts';
import type { JobCommand, JobEvent } from '../../shared/jobs.ts';
import type { TrainingOptions, TrainingRun } from '../runs/training.ts';
import type { Changes, Notices } from './context.ts';
import { endedNotice, failedNotice, type NamedRun, pausedNotice, slowToStopNotice } from './runNotices.ts';

export interface LedRuns {
  has(id: string): boolean;
  /** What it is doing within its status; '' when there is nothing to add. */
  phaseOf(id: string): string;
  /** Nothing happens where it is not led. */
  command(id: string, command: JobCommand): void;
  /**
   * Leads a run from its start to its end. A failure, at its start too, is told to the user.
   * @param start null: there was nothing to start. @returns whether it goes.
   */
  lead(run: NamedRun, start: (options: TrainingOptions) => Promise<TrainingRun | null>): Promise<boolean>;
  /** Commands all of them. Resolves when they have ended. */
  endAll(command: 'stop' | 'cancel'): Promise<void>;
}

export interface LedRunsSurroundings {
  readonly changes: Changes;
  readonly notices: Notices;
  /** Cores may have come free. */
  onFree(): void;
  /** Not called for what the user ended. */
  onFailed(run: NamedRun): Promise<void>;
}

interface Led {
  readonly named: NamedRun;
  readonly run: TrainingRun;
  readonly told: Told;
  /** When everything about its end has been done. */
  readonly ended: Promise<void>;
}

/** What its host told last. */
interface Told {
  phase: string;
}

/** A step and a checkpoint of a large model take a while. */
const stopPatienceMs = 60_000;

/** Phases that add nothing to the status. */
const saidByStatus: ReadonlySet<string> = new Set(['preparing', 'training', 'paused', 'finalizing']);

export function createLedRuns({ changes, notices, onFree, onFailed }: LedRunsSurroundings): LedRuns {
  const led = new Map<string, Led>();

  function heard(run: NamedRun, told: Told, event: JobEvent): void {
    if (event.type !== 'phase' && event.type !== 'progress') return;
    const phase = saidByStatus.has(event.phase) ? '' : event.phase;
    if (told.phase !== phase) changes.announce('runs');
    told.phase = phase;
    if (event.type !== 'phase' || event.phase !== 'paused') return;
    notices.tell(pausedNotice(run));
    onFree();
  }

  function order({ named, run, ended }: Led, command: JobCommand): void {
    run.command(command);
    if (command !== 'stop') return;
    // It is not ended for the user: what it may still save is theirs.
    const timer = setTimeout(() => notices.tell(slowToStopNotice(named)), stopPatienceMs);
    timer.unref();
    ended.finally(() => clearTimeout(timer));
  }

  async function follow(named: NamedRun, run: TrainingRun): Promise<void> {
    try {
      notices.tell(endedNotice(named, await run.result));
    } catch (error) {
      await failed(named, error);
    } finally {
      led.delete(named.id);
      changes.announce('runs', 'datasets');
      onFree();
    }
  }

  async function failed(run: NamedRun, error: unknown): Promise<void> {
    const { code, message } = toErrorObject(error);
    if (code === 'STOPPED') return;
    notices.tell(failedNotice(run, message));
    await onFailed(run);
  }

  return {
    has: (id) => led.has(id),
    phaseOf: (id) => led.get(id)?.told.phase ?? '',
    command(id, command) {
      const entry = led.get(id);
      if (entry) order(entry, command);
    },
    async lead(named, start) {
      const told: Told = { phase: '' };
      try {
        const run = await start({ onEvent: (event) => heard(named, told, event) });
        if (!run) return false;
        led.set(named.id, { named, run, told, ended: follow(named, run) });
        return true;
      } catch (error) {
        await failed(named, error);
        return false;
      } finally {
        changes.announce('runs');
      }
    },
    async endAll(command) {
      for (const entry of led.values()) order(entry, command);
      await Promise.all([...led.values()].map(({ ended }) => ended));
    },
  };
}
