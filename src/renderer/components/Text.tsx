/** Words and figures in the type scale. */
import type { ReactNode } from 'react';
import type { Tone } from '../design/colours.ts';
import classes from './Text.module.css';

interface TextProps {
  readonly size?: 'xs' | 'sm' | 'md' | 'lg' | 'xl';
  /** `soft` for what explains, `faint` for labels and units. */
  readonly look?: 'plain' | 'soft' | 'faint' | 'strong';
  readonly tone?: Tone;
  readonly mono?: boolean;
  /** Cut off with an ellipsis, whole in the tooltip. Text only. */
  readonly clip?: boolean;
  readonly as?: 'span' | 'p' | 'div' | 'h2' | 'h3';
  readonly children: ReactNode;
}

export function Text({ size = 'md', look = 'plain', tone, mono = false, clip = false, as: Element = 'span', children }: TextProps): ReactNode {
  return (
    <Element
      className={[classes.text, classes[size], classes[look], mono ? 'mono' : '', mono ? classes.mono : '', clip ? classes.clip : ''].join(' ')}
      style={tone ? { color: `var(--mw-${tone})` } : undefined}
      title={clip && typeof children === 'string' ? children : undefined}
    >
      {children}
    </Element>
  );
}

/** A figure with its unit, digits of equal width: they line up and do not dance while they change. */
export function Figure({ value, unit, title }: { readonly value: string; readonly unit?: string | undefined; readonly title?: string | undefined }): ReactNode {
  return (
    <span className={classes.figure} title={title}>
      {value}
      {unit ? <span className={classes.unit}> {unit}</span> : null}
    </span>
  );
}

/** A path, shortened in the middle where its ends say most; whole in the tooltip. */
export function PathText({ path }: { readonly path: string }): ReactNode {
  const cut = Math.max(0, path.lastIndexOf('/', path.length - 2), path.lastIndexOf('\\', path.length - 2));
  return (
    <span className={`${classes.path} mono ${classes.mono}`} title={path}>
      <span className={classes.clip}>{path.slice(0, cut)}</span>
      <span className={classes.pathEnd}>{path.slice(cut)}</span>
    </span>
  );
}
