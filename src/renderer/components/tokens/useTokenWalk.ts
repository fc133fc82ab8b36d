/** Tokens one by one without a mouse: one tab stop, arrow keys from token to token, Escape lets go of the one that was pinned. */
import { type FocusEvent, type HTMLAttributes, type KeyboardEvent, type PointerEvent, type RefObject, useState } from 'react';
import { stepAcross, stepAlong, type TokenPlace } from './tokenSteps.ts';

export interface TokenWalk {
  /** Read out: "Tokens of the answer". */
  readonly label: string;
  /** Whose detail stands somewhere to be read; null: none of these. */
  readonly pinned: number | null;
  /** A token was focused or pressed; null: let go of it. */
  readonly onPin: (position: number | null) => void;
  /** The pointer is over a token; null: over none. */
  readonly onPoint: (position: number | null) => void;
}

export interface WalkedTokens {
  /** Which token Tab leads to. */
  readonly stop: number;
  /** For the element around the tokens. */
  readonly frame: HTMLAttributes<HTMLElement>;
}

/** @param reveal draws a token that is out of view. */
export function useTokenWalk(
  walk: TokenWalk | undefined,
  { root, count, reveal }: { readonly root: RefObject<HTMLElement | null>; readonly count: number; readonly reveal?: (position: number) => void },
): WalkedTokens | null {
  const [last, setLast] = useState(0);
  if (!walk || count === 0) return null;
  const focus = (position: number): boolean => {
    const token = root.current?.querySelector<HTMLElement>(`[data-position="${position}"]`);
    token?.focus();
    return token instanceof HTMLElement;
  };
  const moveTo = (position: number): void => {
    if (focus(position)) return;
    reveal?.(position);
    requestAnimationFrame(() => requestAnimationFrame(() => focus(position)));
  };
  return {
    stop: Math.min(walk.pinned ?? last, count - 1),
    frame: {
      role: 'listbox',
      'aria-label': walk.label,
      onFocus(event: FocusEvent) {
        const position = positionOf(event.target);
        if (position === null) return;
        setLast(position);
        walk.onPin(position);
      },
      onKeyDown(event: KeyboardEvent) {
        const position = positionOf(event.target);
        if (position === null || event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === 'Escape') walk.onPin(null);
        else if (event.key === 'Enter' || event.key === ' ') walk.onPin(position);
        else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') moveTo(stepAcross(event.key, placeOf(event.target as Element), placesIn(root.current)));
        else {
          const target = stepAlong(event.key, position, count);
          if (target === null) return;
          moveTo(target);
        }
        event.preventDefault();
      },
      onPointerOver: (event: PointerEvent) => walk.onPoint(positionOf(event.target)),
      onPointerLeave: () => walk.onPoint(null),
    },
  };
}

function positionOf(target: EventTarget): number | null {
  const text = target instanceof HTMLElement ? target.dataset.position : undefined;
  return text === undefined ? null : Number(text);
}

function placeOf(token: Element): TokenPlace {
  // A token that is broken over two rows has a box for each.
  const { left, right, top, bottom } = token.getClientRects()[0] ?? token.getBoundingClientRect();
  return { position: positionOf(token) ?? 0, left, right, top, bottom };
}

function placesIn(root: HTMLElement | null): readonly TokenPlace[] {
  return [...(root?.querySelectorAll('[data-position]') ?? [])].map(placeOf);
}
