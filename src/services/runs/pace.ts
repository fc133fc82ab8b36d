/** How long a step takes by the clock on the wall, evaluations and savings among them: what the time left is told from. */
export interface Sight {
  readonly step: number;
  /** Milliseconds. */
  readonly at: number;
}

export interface Paces {
  /** Takes note of how far a run is. @returns seconds per step lately; null until enough was seen. */
  observe(id: string, now: Sight & { readonly going: boolean }): number | null;
}

/** Further back than this the machine may have been busy otherwise. */
const windowMs = 10 * 60_000;
/** Less would tell more of one step than of the run. */
const enough = { steps: 3, ms: 3000 } as const;
const kept = 60;

export function createPaces(): Paces {
  const seen = new Map<string, readonly Sight[]>();
  return {
    observe(id, { going, ...now }) {
      const sights = going ? look(seen.get(id) ?? [], now) : [];
      if (going) seen.set(id, sights);
      else seen.delete(id);
      return paceOf(sights);
    },
  };
}

/** The list with what is seen now, thinned where it grows long; begun anew where the run went back. */
export function look(sights: readonly Sight[], now: Sight): readonly Sight[] {
  const last = sights.at(-1);
  if (!last || now.step < last.step) return [now];
  if (now.step === last.step) return sights;
  const recent = sights.filter(({ at }) => now.at - at <= windowMs);
  return [...(recent.length < kept ? recent : recent.filter((_, index) => index % 2 === 0)), now];
}

export function paceOf(sights: readonly Sight[]): number | null {
  const [first, last] = [sights[0], sights.at(-1)];
  if (!first || !last || last.step - first.step < enough.steps || last.at - first.at < enough.ms) return null;
  return (last.at - first.at) / 1000 / (last.step - first.step);
}
