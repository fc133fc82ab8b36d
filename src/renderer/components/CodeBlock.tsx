import type { ReactNode } from 'react';
import classes from './CodeBlock.module.css';
import { CopyButton } from './CopyButton.tsx';

export interface CodeBlockProps {
  readonly text: string;
  /** What it is: "Modelfile", "Terminal". */
  readonly title?: string;
  /** Long lines are broken rather than scrolled. */
  readonly wrap?: boolean;
  /** Pixels; beyond it scrolls. */
  readonly maxHeight?: number;
}

/** Text to read exactly or take over elsewhere. */
export function CodeBlock({ text, title, wrap = false, maxHeight = 360 }: CodeBlockProps): ReactNode {
  return (
    <div className={classes.block}>
      <div className={classes.bar}>
        <span>{title}</span>
        <CopyButton text={text} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={classes.text} style={{ maxHeight, whiteSpace: wrap ? 'pre-wrap' : 'pre' }} tabIndex={0}>
        {text}
      </pre>
    </div>
  );
}
