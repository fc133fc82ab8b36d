/** Watches the routers: experts that get no tokens, and routers that send everything to one. */
import { capital } from '../capital.ts';
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
  alarms: ({ step, routers }) => [...collapseAlarm(routers, step), ...deadAlarm(routers, step)],
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

function deadAlarm(routers: readonly RouterState[], step: number): readonly Alarm[] {
  const dead = routers.flatMap(({ layer, deadFor }) => {
    const experts = deadFor.flatMap((steps, expert) => (steps >= deadSteps ? [expert] : []));
    return experts.length > 0 ? [{ layer, experts, steps: Math.min(...experts.map((expert) => deadFor[expert] as number)) }] : [];
  });
  if (dead.length === 0) return [];
  const count = dead.reduce((sum, { experts }) => sum + experts.length, 0);
  const since = Math.min(...dead.map(({ steps }) => steps));
  const places = dead.map(({ layer, experts }) => `${experts.length === 1 ? 'expert' : 'experts'} ${firstOf(experts, 'more')} of layer ${layer}`);
  const who = dead.length === 1 ? capital(places[0] as string) : `${count} experts in ${dead.length} layers`;
  const title = `${who} ${count === 1 ? 'has' : 'have'} had no tokens for ${since} steps${dead.length === 1 ? '' : `: ${firstOf(places, 'more layers')}`}`;
  const advice = 'Raise the load-balancing coefficient, lower the learning rate, or use fewer experts.';
  return [{ level: 'warning', code: 'EXPERTS_DEAD', title, advice, step: step - since + 1 }];
}

function collapseAlarm(routers: readonly RouterState[], step: number): readonly Alarm[] {
  const collapsed = routers.filter(({ collapsedFor }) => collapsedFor >= collapsedSteps);
  const [first] = collapsed;
  if (!first) return [];
  const since = Math.min(...collapsed.map(({ collapsedFor }) => collapsedFor));
  const layers = collapsed.map(({ layer }) => layer);
  const title =
    collapsed.length === 1
      ? `The router of layer ${first.layer} has sent most tokens to expert ${first.busiest} of ${first.deadFor.length} for ${since} steps`
      : `The routers of layers ${firstOf(layers, 'more')} have each sent most tokens to one expert of ${first.deadFor.length} for ${since} steps`;
  const advice = 'Add a load-balancing loss or raise its coefficient; a lower learning rate for the routers helps too.';
  return [{ level: 'error', code: 'ROUTER_COLLAPSED', title, advice, step: step - since + 1 }];
}

/** Named in words; the others are only counted. */
const namedAtMost = 4;

function firstOf(items: readonly (string | number)[], others: string): string {
  const more = items.length - namedAtMost;
  return more > 1 ? inWords([...items.slice(0, namedAtMost), `${more} ${others}`]) : inWords(items);
}
