/** What charts of one screen share: where the pointer is, and which part of the x axis is looked at. Outside of React: the pointer moves often. */
import { createContext, createElement, type ReactNode, use, useState, useSyncExternalStore } from 'react';
import type { Range } from './math/extent.ts';

export interface ChartGroup {
  /** x under the pointer; null: it is on no chart. */
  pointer(): number | null;
  point(x: number | null): void;
  /** null: everything. */
  zoom(): Range | null;
  zoomTo(range: Range | null): void;
  subscribe(listen: () => void): () => void;
}

export function createChartGroup(): ChartGroup {
  let pointer: number | null = null;
  let zoom: Range | null = null;
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listen of [...listeners]) listen();
  };
  return {
    pointer: () => pointer,
    point(x) {
      if (Object.is(x, pointer)) return;
      pointer = x;
      tell();
    },
    zoom: () => zoom,
    zoomTo(range) {
      zoom = range;
      tell();
    },
    subscribe(listen) {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
  };
}

const ChartGroupContext = createContext<ChartGroup | null>(null);

/** Charts inside share crosshair and zoom; they are to have the same x axis. */
export function ChartGroupProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [group] = useState(createChartGroup);
  return createElement(ChartGroupContext, { value: group }, children);
}

/** The surrounding group; a chart without one has its own. */
export function useChartGroup(): ChartGroup {
  const shared = use(ChartGroupContext);
  const [own] = useState(createChartGroup);
  return shared ?? own;
}

export function usePointer(group: ChartGroup): number | null {
  return useSyncExternalStore(group.subscribe, group.pointer);
}

export function useZoom(group: ChartGroup): Range | null {
  return useSyncExternalStore(group.subscribe, group.zoom);
}
