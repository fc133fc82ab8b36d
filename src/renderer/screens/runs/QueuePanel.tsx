/** Runs that wait for their turn, in their order. */
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RunRow } from '../../../shared/api/runs.ts';
import { IconButton, Panel, Row, Switch, Tag } from '../../components/index.ts';
import { formatPlural } from '../../format/index.ts';
import { useAction } from '../../stores/useCall.ts';
import { useSettings } from '../../stores/useSettings.ts';
import classes from './QueuePanel.module.css';
import { useMethodNames } from './useMethodNames.ts';

export function QueuePanel({ waiting }: { readonly waiting: readonly RunRow[] }): ReactNode {
  const methodsOf = useMethodNames();
  const reorder = useAction('runs.reorder');
  const command = useAction('runs.command');
  const { settings, update } = useSettings();
  const move = (index: number, by: -1 | 1): void => {
    const ids = waiting.map(({ id }) => id);
    const [moved] = ids.splice(index, 1);
    if (moved === undefined) return;
    ids.splice(index + by, 0, moved);
    reorder.run({ ids });
  };
  return (
    <Panel
      title="Queue"
      note={formatPlural(waiting.length, 'run')}
      actions={
        settings ? (
          <Row gap={5}>
            <Switch
              label="Go on after a failure"
              checked={settings.queue.continueOnError}
              onChange={(event) => update({ queue: { ...settings.queue, continueOnError: event.currentTarget.checked } })}
            />
            <Switch
              label="Hold"
              checked={settings.queue.paused}
              onChange={(event) => update({ queue: { ...settings.queue, paused: event.currentTarget.checked } })}
            />
          </Row>
        ) : null
      }
    >
      <ol className={classes.queue}>
        {waiting.map((run, index) => (
          <li key={run.id} className={classes.waiting}>
            <span className={classes.place}>{index + 1}</span>
            <a className={classes.name} href={`#/runs/${encodeURIComponent(run.id)}`}>
              {run.name}
            </a>
            <Tag>{methodsOf(run)}</Tag>
            <IconButton
              size="sm"
              label={`Earlier: ${run.name}`}
              icon={IconArrowUp}
              onClick={() => move(index, -1)}
              refusal={index === 0 ? 'It is the next one' : null}
            />
            <IconButton
              size="sm"
              label={`Later: ${run.name}`}
              icon={IconArrowDown}
              onClick={() => move(index, 1)}
              refusal={index === waiting.length - 1 ? 'It is the last one' : null}
            />
            <IconButton size="sm" label={`Take out of the queue: ${run.name}`} icon={IconX} onClick={() => command.run({ id: run.id, command: 'cancel' })} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}
