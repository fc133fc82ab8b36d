/** The runs of this app that compute right now: those that closing or sleeping would disturb. */
import type { Application } from '../services/app/openApplication.ts';
import type { RunStatus } from '../shared/run.ts';

const working: Readonly<Record<RunStatus, boolean>> = {
  queued: false,
  preparing: true,
  running: true,
  pausing: true,
  paused: false,
  finalizing: true,
  done: false,
  failed: false,
  stopped: false,
  interrupted: false,
};

export function workingRuns(application: Application): ReturnType<Application['activeRuns']> {
  return application.activeRuns().filter(({ status }) => working[status]);
}
