/** Watches the routers: experts that get no tokens, and routers that send everything to one. */
import type { RouterMetric, StepMetric } from '../run.ts';
import { type Alarm, inWords, type Watch } from './alarm.ts';

interface RouterState {
  readonly layer: number;
  /** By expert: for how many steps on end it has been dead. */
  readonly deadFor: readonly number[];
  /** For how many steps on end one expert has taken most tokens. */
  readonly collapsedFor: number;
  readonly busiest: number;
}

interface RoutersState {
  readonly step: number;
  readonly routers: readonly RouterState[];
}

/** Below this share of the mean load an expert is dead; the same bound as RouterMetric.deadExperts. */
const deadLoad = 0.01;
/** An expert may well be idle for a while, above all early on. */
const deadSteps = 40;
const collapsedSteps = 20;

export const routersWatch: Watch<RoutersState, StepMetric> = {
  start: { step: 0, routers: [] },
  see: ({ routers: before }, { step, routers = [] }) => ({
    step,
    routers: routers.map((router, index) => seeRouter(before[index], router)),
  }),
  alarms: ({ step, routers }) => routers.flatMap((router) => [...collapseAlarm(router, step), ...deadAlarm(router, step)]),
};

function seeRouter(before: RouterState | undefined, { layer, load }: RouterMetric): RouterState {
  const busiest = load.indexOf(Math.max(...load));
  // Load 1 is balanced: half of all tokens at one of E experts is E / 2.
  const collapsed = load.length > 2 && (load[busiest] ?? 0) > load.length / 2;
  return {
    layer,
    busiest,
    deadFor: load.map((share, expert) => (share < deadLoad ? (before?.deadFor[expert] ?? 0) + 1 : 0)),
    collapsedFor: collapsed ? (before?.collapsedFor ?? 0) + 1 : 0,
  };
}

function deadAlarm({ layer, deadFor }: RouterState, step: number): readonly Alarm[] {
  const dead = deadFor.flatMap((steps, expert) => (steps >= deadSteps ? [expert] : []));
  if (dead.length === 0) return [];
  const longest = Math.min(...dead.map((expert) => deadFor[expert] as number));
  const [who, verb] = dead.length === 1 ? ['Expert', 'has'] : ['Experts', 'have'];
  const title = `${who} ${inWords(dead)} of layer ${layer} ${verb} had no tokens for ${longest} steps`;
  const advice = 'Raise the load-balancing coefficient, lower the learning rate, or use fewer experts.';
  return [{ level: 'warning', code: 'EXPERTS_DEAD', title, advice, step: step - longest + 1 }];
}

function collapseAlarm({ layer, busiest, collapsedFor, deadFor }: RouterState, step: number): readonly Alarm[] {
  if (collapsedFor < collapsedSteps) return [];
  const title = `The router of layer ${layer} sends most tokens to expert ${busiest} of ${deadFor.length} since ${collapsedFor} steps`;
  const advice = 'Add a load-balancing loss or raise its coefficient; a lower learning rate for the routers helps too.';
  return [{ level: 'error', code: 'ROUTER_COLLAPSED', title, advice, step: step - collapsedFor + 1 }];
}
