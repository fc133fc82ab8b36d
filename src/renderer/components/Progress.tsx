/** How far work is, and what it waits for. */
import type { ReactNode } from 'react';
import type { ProgressEvent } from '../../shared/run.ts';
import type { Tone } from '../design/colours.ts';
import { formatBytesOf, formatRemaining, formatShare, formatWhole } from '../format/index.ts';
import classes from './Progress.module.css';

export interface ProgressProps {
  /** What is being done: "Copying model.safetensors". */
  readonly label?: string;
  readonly done: number;
  readonly total: number;
  readonly unit: ProgressEvent['unit'];
  readonly etaSeconds?: number | null;
  readonly tone?: Tone;
  /** The bar alone, for table rows. */
  readonly bare?: boolean;
}

export function Progress({ label, done, total, unit, etaSeconds = null, tone = 'accent', bare = false }: ProgressProps): ReactNode {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const amount = describeAmount(done, total, unit);
  const bar = (
    <div
      className={classes.track}
      role="progressbar"
      aria-label={label ?? 'progress'}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      aria-valuetext={amount}
      title={bare ? amount : undefined}
    >
      <div className={classes.fill} style={{ transform: `scaleX(${share})`, background: `var(--mw-${tone})` }} />
    </div>
  );
  if (bare) return bar;
  return (
    <div className={classes.progress}>
      <div className={classes.words}>
        <span className={classes.label}>{label}</span>
        <span className={classes.amount}>
          {amount} · {formatShare(share)}
          {etaSeconds === null ? null : ` · ${formatRemaining(etaSeconds)} left`}
        </span>
      </div>
      {bar}
    </div>
  );
}

/** Work whose end is not known yet. `what` says what is waited for: "Reading the tokenizer". */
export function Waiting({ what, bare = false }: { readonly what: string; readonly bare?: boolean }): ReactNode {
  const bar = (
    <div className={classes.track} role="progressbar" aria-label={what}>
      <div className={classes.wandering} />
    </div>
  );
  if (bare) return bar;
  return (
    <div className={classes.progress}>
      <div className={classes.words}>
        <span className={classes.label}>{what}</span>
      </div>
      {bar}
    </div>
  );
}

/** "0.4 / 1.3 GB", "1 240 / 12 480 rows". */
export function describeAmount(done: number, total: number, unit: ProgressEvent['unit']): string {
  return unit === 'bytes' ? formatBytesOf(done, total) : `${formatWhole(done)} / ${formatWhole(total)} ${unit}`;
}
