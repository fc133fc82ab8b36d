/** Spares the work for what nobody sees. */
import { type RefObject, useEffect, useRef, useState } from 'react';

/** The version to draw: the newest while the element is in view, the last one seen while it is not. */
export function useFrozen(element: RefObject<HTMLElement | null>, version: number): number {
  const [inView, setInView] = useState(true);
  const seen = useRef(version);
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    let near = true;
    const look = (): void => setInView(near && !document.hidden);
    const observer = new IntersectionObserver((entries) => {
      near = entries.at(-1)?.isIntersecting ?? true;
      look();
    });
    observer.observe(target);
    document.addEventListener('visibilitychange', look);
    return () => {
      observer.disconnect();
      document.removeEventListener('visibilitychange', look);
    };
  }, [element]);
  if (inView) seen.current = version;
  return seen.current;
}
