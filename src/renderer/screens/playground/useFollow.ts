/** Keeps a scroller at its end while what it holds grows, until the reader scrolls away from there. */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { stillFollows } from './stillFollows.ts';

export interface Follow {
  readonly scroller: RefObject<HTMLElement | null>;
  /** Around all that it holds. */
  readonly content: RefObject<HTMLDivElement | null>;
  readonly following: boolean;
  toEnd(): void;
}

/** @param turn another one leads to the end again, wherever the reader is. */
export function useFollow(turn: number | undefined): Follow {
  const scroller = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const [following, setFollowing] = useState(true);

  const toEnd = useCallback(() => {
    const outer = scroller.current;
    follows.current = true;
    setFollowing(true);
    if (outer) outer.scrollTop = outer.scrollHeight;
  }, []);

  useLayoutEffect(() => {
    const [outer, inner] = [scroller.current, content.current];
    if (!outer || !inner) return;
    let last = outer.scrollTop;
    const look = (): void => {
      follows.current = stillFollows(follows.current, last, outer);
      last = outer.scrollTop;
      setFollowing(follows.current);
    };
    const observer = new ResizeObserver(() => {
      if (follows.current) outer.scrollTop = outer.scrollHeight;
    });
    observer.observe(outer);
    observer.observe(inner);
    outer.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      outer.removeEventListener('scroll', look);
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn is what it waits for
  useEffect(toEnd, [turn, toEnd]);
  return { scroller, content, following, toEnd };
}
