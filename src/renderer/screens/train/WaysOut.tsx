/** Changes that make a run smaller, each with what it leads to and what it costs. */
import type { ReactNode } from 'react';
import type { WayOut } from '../../../shared/jobs.ts';
import { Button, Text } from '../../components/index.ts';
import { formatBytes, formatShare } from '../../format/index.ts';
import { changeWords } from './changeWords.ts';
import classes from './WaysOut.module.css';

interface WaysOutProps {
  readonly ways: readonly WayOut[];
  /** Bytes it takes now, and bytes there are. */
  readonly total: number;
  readonly available: number;
  /** A change is being worked out. */
  readonly busy: boolean;
  readonly onApply: (sets: readonly string[]) => void;
}

export function WaysOut({ ways, total, available, busy, onApply }: WaysOutProps): ReactNode {
  return (
    <ul className={classes.ways} aria-label="Ways to take less memory">
      {ways.map(({ change, sets, memory, cost }) => (
        <li key={change} className={classes.way}>
          <span className={classes.words}>
            <span className={classes.change}>{changeWords(sets)}</span>
            <span className={classes.cost}>{cost}</span>
          </span>
          <span className={classes.figures}>
            <span>{formatBytes(memory)}</span>
            <Text size="sm" {...(memory <= available ? { tone: 'good' as const } : { look: 'faint' as const })}>
              {`${savingOf(1 - memory / total)}${total > available ? (memory <= available ? ', fits' : ', still too much') : ''}`}
            </Text>
          </span>
          <Button onClick={() => onApply(sets)} refusal={busy ? 'Working out the last change' : null} testId="apply-way">
            Apply
          </Button>
        </li>
      ))}
    </ul>
  );
}

function savingOf(share: number): string {
  return share < 0.005 ? 'hardly less' : `${formatShare(share)} less`;
}
