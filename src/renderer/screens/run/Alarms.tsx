/** What wants attention, with what to do about it. */
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RunAlarm } from '../../../shared/api/runs.ts';
import { formatWhole } from '../../format/index.ts';
import classes from './Alarms.module.css';

export function Alarms({ alarms }: { readonly alarms: readonly RunAlarm[] }): ReactNode {
  if (alarms.length === 0) return null;
  return (
    <ul className={classes.alarms} aria-label="What wants attention">
      {alarms.map(({ level, code, title, advice, step }) => (
        <li key={`${code} ${title}`} className={classes.alarm} data-level={level}>
          <IconAlertTriangle size={16} stroke={1.75} aria-hidden className={classes.icon} />
          <div className={classes.words}>
            <span className={classes.title}>
              {title}
              {step === null ? null : <span className={classes.step}> since step {formatWhole(step)}</span>}
            </span>
            <span className={classes.advice}>{advice}</span>
          </div>
        </li>
      ))}
    </ul>
  );
}
