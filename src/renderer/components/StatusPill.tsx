/** Where a run or a piece of work stands: icon, word and tone, so that colour is never needed to tell. */
import {
  type Icon,
  IconAlertTriangle,
  IconCheck,
  IconCircleDashed,
  IconClockHour4,
  IconLoader2,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlugConnectedX,
  IconX,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RunStatus } from '../../shared/run.ts';
import type { Tone } from '../design/colours.ts';
import classes from './StatusPill.module.css';

interface Look {
  readonly label: string;
  readonly tone: Tone;
  readonly icon: Icon;
  /** Turns while it lasts. */
  readonly turns?: boolean;
}

export const runStatusLooks: Readonly<Record<RunStatus, Look>> = {
  queued: { label: 'Queued', tone: 'neutral', icon: IconClockHour4 },
  preparing: { label: 'Preparing', tone: 'accent', icon: IconLoader2, turns: true },
  running: { label: 'Running', tone: 'accent', icon: IconPlayerPlay },
  pausing: { label: 'Pausing', tone: 'pending', icon: IconLoader2, turns: true },
  paused: { label: 'Paused', tone: 'pending', icon: IconPlayerPause },
  finalizing: { label: 'Finalizing', tone: 'accent', icon: IconLoader2, turns: true },
  done: { label: 'Done', tone: 'good', icon: IconCheck },
  failed: { label: 'Failed', tone: 'bad', icon: IconX },
  stopped: { label: 'Stopped', tone: 'neutral', icon: IconPlayerStop },
  interrupted: { label: 'Interrupted', tone: 'warning', icon: IconPlugConnectedX },
};

/** @param phase what it is doing within its status, such as "evaluating"; '' for nothing to add. */
export function StatusPill({ status, phase = '' }: { readonly status: RunStatus; readonly phase?: string }): ReactNode {
  const { label, tone, icon, turns = false } = runStatusLooks[status];
  return (
    <TonePill tone={tone} icon={icon} turns={turns}>
      {phase === '' || phase === status ? label : `${label} · ${phase}`}
    </TonePill>
  );
}

export interface TonePillProps {
  readonly tone: Tone;
  readonly icon?: Icon;
  readonly turns?: boolean;
  readonly title?: string;
  readonly children: ReactNode;
}

export function TonePill({ tone, icon: Glyph = toneIcons[tone], turns = false, title, children }: TonePillProps): ReactNode {
  return (
    <span className={classes.pill} title={title} style={{ color: `var(--mw-${tone})`, background: `var(--mw-${tone}-wash)` }}>
      <Glyph size={12} stroke={2.25} className={turns ? classes.turning : undefined} aria-hidden />
      <span className={classes.words}>{children}</span>
    </span>
  );
}

/** A word or number in a quiet frame: a method, a format, a count. */
export function Tag({ children, title }: { readonly children: ReactNode; readonly title?: string }): ReactNode {
  return (
    <span className={classes.tag} title={title}>
      {children}
    </span>
  );
}

const toneIcons: Readonly<Record<Tone, Icon>> = {
  neutral: IconCircleDashed,
  accent: IconPlayerPlay,
  good: IconCheck,
  warning: IconAlertTriangle,
  bad: IconX,
  pending: IconPlayerPause,
};
