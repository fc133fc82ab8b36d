import { type ReactNode, useEffect, useRef } from 'react';

interface InViewProps {
  /** Brought into view when it appears, and whenever this changes: "running", then "done". */
  readonly of: string;
  readonly children: ReactNode;
}

/** Of a page, above which nothing is seen, in pixels. */
const header = 160;

/** What a button has brought about must be seen, wherever the page was scrolled to. */
export function InView({ of, children }: InViewProps): ReactNode {
  const element = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it shows has changed
  useEffect(() => {
    element.current?.scrollIntoView({ block: 'nearest' });
  }, [of]);
  return (
    <div ref={element} style={{ scrollMarginBlock: `${header}px var(--mw-space-6)` }}>
      {children}
    </div>
  );
}
