/** What goes on, what waits, what has just ended and what to do with it; the newest models and datasets; disk and device. */
import { IconAlertTriangle, IconMessages, IconPackageExport, IconPlayerPlay, IconSparkles } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { RunRow } from '../../../shared/api/runs.ts';
import { Sparkline } from '../../charts/index.ts';
import { Button, type Column, Columns, DataTable, KeyValueList, Page, Panel, Row, SkeletonRows, Stack, StatusPill } from '../../components/index.ts';
import { formatBytes, formatCount, formatNumber, formatPlural, formatSince, formatWhole } from '../../format/index.ts';
import { useAction, useCall } from '../../stores/useCall.ts';
import { QueuePanel } from '../runs/QueuePanel.tsx';
import { hasEnded } from '../runs/useRunActions.ts';
import classes from './Overview.module.css';
import { RunCard } from './RunCard.tsx';

const endedShown = 5;
const recentShown = 4;

export function Overview({ runs }: { readonly runs: readonly RunRow[] }): ReactNode {
  const working = runs.filter((run) => !hasEnded(run) && run.queued === null);
  const waiting = runs.filter(({ queued }) => queued !== null).sort((a, b) => (a.queued ?? 0) - (b.queued ?? 0));
  const ended = runs
    .filter(hasEnded)
    .sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1))
    .slice(0, endedShown);
  return (
    <Page
      title="Home"
      subtitle={
        working.length > 0
          ? `${formatPlural(working.length, 'run')} going on${waiting.length > 0 ? `, ${waiting.length} waiting` : ''}`
          : 'Nothing is training right now'
      }
      actions={
        <Button look="primary" icon={IconSparkles} to="/train">
          Train
        </Button>
      }
    >
      <Stack>
        {working.length > 0 ? (
          <Columns min={420} max={2}>
            {working.map((run) => (
              <RunCard key={run.id} run={run} />
            ))}
          </Columns>
        ) : null}
        {waiting.length > 0 ? <QueuePanel waiting={waiting} /> : null}
        {ended.length > 0 ? <Ended runs={ended} /> : null}
        <Recent />
      </Stack>
    </Page>
  );
}

const columns: readonly Column<RunRow>[] = [
  { id: 'status', header: 'Status', cell: ({ status }) => <StatusPill status={status} />, width: 130, fixed: true },
  { id: 'name', header: 'Run', cell: ({ name }) => name, width: { min: 180, grow: 2 }, fixed: true },
  { id: 'curve', header: 'Curve', cell: ({ sparkline, name }) => <Sparkline values={sparkline} label={`Training loss of ${name}`} />, width: 120, spare: true },
  {
    id: 'best',
    header: 'Best eval',
    hint: 'The lowest loss of an evaluation, in nats per token.',
    cell: ({ bestLoss }) => (bestLoss === null ? '–' : formatNumber(bestLoss)),
    align: 'end',
    width: 104,
    spare: true,
  },
  { id: 'ended', header: 'Ended', cell: ({ updatedAt }) => formatSince(updatedAt), width: 104 },
  { id: 'next', header: 'Next', cell: (run) => <Next run={run} />, width: 236, fixed: true },
];

function Ended({ runs }: { readonly runs: readonly RunRow[] }): ReactNode {
  const [, navigate] = useLocation();
  return (
    <Panel title="Just ended" flush>
      <DataTable
        label="Runs that ended"
        rows={runs}
        columns={columns}
        rowKey={({ id }) => id}
        onOpen={({ id }) => navigate(`/runs/${encodeURIComponent(id)}`)}
      />
    </Panel>
  );
}

function Next({ run: { id, status, step } }: { readonly run: RunRow }): ReactNode {
  const resume = useAction('runs.resume');
  const address = encodeURIComponent(id);
  if (status !== 'done') {
    return (
      <Row gap={1}>
        <Button look="quiet" icon={IconPlayerPlay} busy={resume.busy} onClick={() => resume.run({ id })}>
          {step > 0 ? 'Resume' : 'Try again'}
        </Button>
        {status === 'failed' ? (
          <Button look="quiet" icon={IconAlertTriangle} to={`/runs/${address}`}>
            See why
          </Button>
        ) : null}
      </Row>
    );
  }
  return (
    <Row gap={1}>
      <Button look="quiet" icon={IconMessages} to={`/playground?model=${address}`}>
        Try
      </Button>
      <Button look="quiet" icon={IconPackageExport} to={`/export?model=${address}`}>
        Export
      </Button>
    </Row>
  );
}

function Recent(): ReactNode {
  const models = useCall('models.list', {}).data;
  const datasets = useCall('datasets.list', {}).data;
  const storage = useCall('storage.usage', {}).data;
  const devices = useCall('devices.list', { again: false }).data;
  const device = devices?.devices.find(({ id }) => id === devices.default);
  return (
    <Columns min={300} max={3}>
      <Panel title="Models">
        <Links
          items={
            models &&
            newest(models).map(({ id, name, parameters, moe }) => ({
              to: `/models/${encodeURIComponent(id)}`,
              name,
              detail: `${formatCount(parameters)} parameters${moe ? `, ${moe.experts} experts` : ''}`,
            }))
          }
          none="No model was opened yet"
        />
      </Panel>
      <Panel title="Datasets">
        <Links
          items={
            datasets &&
            newest(datasets).map(({ id, name, accepted, unreadable }) => ({
              to: `/datasets/${encodeURIComponent(id)}`,
              name,
              detail: unreadable ? 'cannot be read' : accepted === null ? 'not checked yet' : formatPlural(accepted, 'row'),
            }))
          }
          none="No dataset was added yet"
        />
      </Panel>
      <Panel title="This machine">
        <KeyValueList
          labelWidth={110}
          items={[
            { label: 'Trains on', value: device ? device.name : devices ? devices.default : 'being tested' },
            { label: 'Memory', value: device && device.memoryBytes > 0 ? formatBytes(device.memoryBytes) : '–' },
            { label: 'Disk free', value: storage ? formatBytes(storage.freeBytes) : '–' },
            { label: 'Mixwright takes', value: storage ? formatBytes(storage.areas.reduce((sum, { bytes }) => sum + bytes, 0)) : '–' },
            { label: 'Runs', value: storage ? formatWhole(storage.areas.find(({ id }) => id === 'runs')?.items ?? 0) : '–' },
          ]}
        />
      </Panel>
    </Columns>
  );
}

function newest<T extends { readonly addedAt: string }>(entries: readonly T[]): readonly T[] {
  return [...entries].sort((a, b) => (a.addedAt < b.addedAt ? 1 : -1)).slice(0, recentShown);
}

interface LinksProps {
  /** undefined: still being listed. */
  readonly items: readonly { readonly to: string; readonly name: string; readonly detail: string }[] | undefined;
  readonly none: string;
}

function Links({ items, none }: LinksProps): ReactNode {
  if (items === undefined) return <SkeletonRows rows={recentShown} />;
  if (items.length === 0) return <p className={classes.none}>{none}</p>;
  return (
    <ul className={classes.links}>
      {items.map(({ to, name, detail }) => (
        <li key={to}>
          <a className={classes.link} href={`#${to}`}>
            <span className={classes.name} dir="auto" title={name}>
              {name}
            </span>
            <span className={classes.detail}>{detail}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
