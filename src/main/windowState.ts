/** Where the window was, kept for the next start; never where no screen is any more. */
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const schema = z.object({ x: z.number(), y: z.number(), width: z.number().min(1), height: z.number().min(1), maximized: z.boolean() });
export type WindowState = z.infer<typeof schema>;

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Of the title bar, so that the window can be dragged. */
const leastVisible = { width: 120, height: 40 } as const;

/** @returns null when there is none yet or it cannot be read. */
export function readWindowState(file: string): WindowState | null {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** What is lost with a failed write is the window's place. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    writeFileSync(file, JSON.stringify(state));
  } catch {}
}

/** The window's place on the screens there are now: as it was, if its title bar can be reached. */
export function placeOnScreens(state: WindowState | null, screens: readonly Area[]): Partial<Area> {
  if (state === null) return {};
  const { x, y, width, height } = state;
  const reachable = screens.some(
    (screen) =>
      Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x) >= leastVisible.width &&
      y >= screen.y &&
      y <= screen.y + screen.height - leastVisible.height,
  );
  return reachable ? { x, y, width, height } : { width, height };
}
