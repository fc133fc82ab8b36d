/** What the run said, from its first moment; follows the end until you scroll away from it. */

import { IconArrowBarToDown, IconFileText } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { LogEntry } from '../../../shared/api/runs.ts';
import type { EvalMetric } from '../../../shared/run.ts';
import { Button, CopyButton, EmptyState, Panel, Row, SearchField, Segmented, Stack } from '../../components/index.ts';
import { formatClock, formatPlural } from '../../format/index.ts';
import classes from './LogTab.module.css';
import { inOrder, type LogLevel, type LogLine, logLevels, logLine } from './logLines.ts';

const shownFrom: Readonly<Record<LogLevel, string>> = { info: 'Everything', warning: 'Warnings', error: 'Errors' };

interface LogTabProps {
  readonly log: readonly LogEntry[];
  readonly evaluations: readonly EvalMetric[];
}

export function LogTab({ log, evaluations }: LogTabProps): ReactNode {
  const [level, setLevel] = useState<LogLevel>('info');
  const [search, setSearch] = useState('');
  const [follow, setFollow] = useState(true);
  const lines = useMemo(() => {
    const words = search.toLowerCase();
    return inOrder(log, evaluations)
      .map(logLine)
      .filter(
        (line): line is LogLine =>
          line !== null && logLevels.indexOf(line.level) >= logLevels.indexOf(level) && `${line.source} ${line.text}`.toLowerCase().includes(words),
      );
  }, [log, evaluations, level, search]);
  return (
    <Stack>
      <Row gap={3} wrap>
        <Segmented label="From which level on" value={level} options={logLevels.map((value) => ({ value, label: shownFrom[value] }))} onChange={setLevel} />
        <SearchField label="Search the log" value={search} onChange={setSearch} />
        <CopyButton label="Copy" text={lines.map(({ at, source, text }) => `${at ?? ''}\t${source}\t${text}`).join('\n')} />
        {follow ? null : (
          <Button look="quiet" icon={IconArrowBarToDown} onClick={() => setFollow(true)}>
            Follow
          </Button>
        )}
      </Row>
      <Panel flush title="Log" note={formatPlural(lines.length, 'line')}>
        {lines.length === 0 ? (
          <EmptyState compact icon={IconFileText} title={log.length === 0 ? 'Nothing said yet' : 'No line is like that'} />
        ) : (
          <Lines lines={lines} follow={follow} onFollow={setFollow} />
        )}
      </Panel>
    </Stack>
  );
}

interface LinesProps {
  readonly lines: readonly LogLine[];
  readonly follow: boolean;
  readonly onFollow: (follow: boolean) => void;
}

function Lines({ lines, follow, onFollow }: LinesProps): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: lines.length, getScrollElement: () => scroller.current, estimateSize: () => 24, overscan: 20 });
  useEffect(() => {
    if (follow) virtual.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [follow, lines.length, virtual]);
  return (
    <div
      ref={scroller}
      className={`${classes.lines} mono`}
      role="log"
      aria-label="Log"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      onWheel={(event) => {
        if (event.deltaY < 0) onFollow(false);
      }}
      onKeyDown={(event) => {
        if (['ArrowUp', 'PageUp', 'Home'].includes(event.key)) onFollow(false);
      }}
    >
      <div style={{ position: 'relative', height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const line = lines[index] as LogLine;
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className={classes.line}
              data-level={line.level}
              style={{ transform: `translateY(${start}px)` }}
            >
              <span className={classes.time}>{line.at === null ? '' : formatClock(line.at)}</span>
              <span className={classes.source}>{line.source}</span>
              <span className={classes.text}>{line.text}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
