import type { ReactNode } from 'react';
import type { RunRow } from '../../../shared/api/runs.ts';
import { Progress, StatusPill, TwoLines } from '../../components/index.ts';
import classes from './RunStandingCell.module.css';
import { runStanding } from './runStanding.ts';
import { isWorking } from './useRunActions.ts';

/** Status and how far it is, over what it will still take or how it ended. */
export function RunStandingCell({ run }: { readonly run: RunRow }): ReactNode {
  const { share, words, whole, bar, tone } = runStanding(run);
  return (
    <TwoLines
      first={
        <span className={classes.line}>
          <StatusPill status={run.status} />
          {share === '' ? null : <span className={classes.share}>{share}</span>}
        </span>
      }
      second={
        <span className={classes.line} title={whole}>
          {bar ? <Progress bare label="Steps" done={run.step} total={run.totalSteps ?? 0} unit="steps" tone={isWorking(run) ? 'accent' : 'neutral'} /> : null}
          <span className={classes.words} data-beside={bar && words !== ''} style={tone ? { color: `var(--mw-${tone})` } : undefined}>
            {words}
          </span>
        </span>
      }
    />
  );
}
