/** What wants attention, with what to do about it. */
import { IconAlertTriangle } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { RunAlarm } from '../../../shared/api/runs.ts';
import { Button } from '../../components/index.ts';
import classes from './Alarms.module.css';

const shownAtOnce = 2;

/** @param alarms the gravest first. */
export function Alarms({ alarms }: { readonly alarms: readonly RunAlarm[] }): ReactNode {
  const [all, setAll] = useState(false);
  if (alarms.length === 0) return null;
  const shown = all ? alarms : alarms.slice(0, shownAtOnce);
  return (
    <section className={classes.alarms} aria-label="What wants attention">
      <ul className={classes.list}>
        {shown.map(({ level, code, title, advice }) => (
          <li key={code} className={classes.alarm} data-level={level}>
            <IconAlertTriangle size={16} stroke={1.75} aria-hidden className={classes.icon} />
            <div className={classes.words}>
              <span className={classes.title}>{title}</span>
              <span className={classes.advice}>{advice}</span>
            </div>
          </li>
        ))}
      </ul>
      {alarms.length > shownAtOnce ? (
        <Button look="quiet" onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `${alarms.length - shownAtOnce} more`}
        </Button>
      ) : null}
    </section>
  );
}
