import { IconListDetails, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { RunStatus } from '../../../shared/run.ts';
import { Sparkline } from '../../charts/index.ts';
import { type Column, DataTable, EmptyState, Figure, Panel, Progress, runStatusLooks, Section, StatusPill, TwoLines } from '../../components/index.ts';
import { formatDuration, formatFixed, formatWhole } from '../../format/index.ts';

interface SampleRun {
  readonly id: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly step: number;
  readonly loss: number;
  readonly seconds: number;
  readonly curve: readonly number[];
}

const statuses = Object.keys(runStatusLooks) as RunStatus[];

function sampleRuns(count: number): readonly SampleRun[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `run-${i}`,
    name: ['mixlora on starter tasks', 'upcycled 8x2, balance by bias', 'router only, frozen experts'][i % 3] + (i < 3 ? '' : ` ${i}`),
    status: statuses[(i * 7) % statuses.length] as RunStatus,
    step: (i * 137) % 1000,
    loss: 2 + ((i * 31) % 100) / 60,
    seconds: 40 + i * 311,
    curve: Array.from({ length: 40 }, (_, x) => 4 / (1 + x / 8) + Math.sin(x * (i + 1)) * 0.12),
  }));
}

const columns: readonly Column<SampleRun>[] = [
  { id: 'name', header: 'Name', cell: ({ name }) => name, sort: ({ name }) => name, fixed: true, width: { min: 200, grow: 2 } },
  { id: 'status', header: 'Status', cell: ({ status }) => <StatusPill status={status} />, sort: ({ status }) => statuses.indexOf(status), width: 132 },
  { id: 'progress', header: 'Progress', cell: ({ step }) => <Progress bare done={step} total={1000} unit="steps" />, width: 110 },
  { id: 'step', header: 'Step', align: 'end', cell: ({ step }) => formatWhole(step), sort: ({ step }) => step, width: 80 },
  {
    id: 'loss',
    header: 'Loss',
    hint: 'Training loss of the last step.',
    align: 'end',
    cell: ({ loss }) => formatFixed(loss, 3),
    sort: ({ loss }) => loss,
    width: 90,
  },
  { id: 'curve', header: 'Curve', cell: ({ curve }) => <Sparkline values={curve} label="training loss" />, width: 120 },
  {
    id: 'duration',
    header: 'Duration',
    align: 'end',
    cell: ({ seconds }) => <Figure value={formatDuration(seconds)} />,
    sort: ({ seconds }) => seconds,
    width: 110,
  },
];

const pairs: readonly Column<SampleRun>[] = [
  {
    id: 'name',
    header: 'Name',
    cell: ({ name, step }) => <TwoLines first={name} second={`${formatWhole(step)} steps`} />,
    sort: ({ name }) => name,
    under: [{ id: 'step', header: 'Steps', sort: ({ step }) => step }],
    width: { min: 200, grow: 2 },
    fixed: true,
  },
  {
    id: 'loss',
    header: 'Loss',
    align: 'end',
    cell: ({ loss, seconds }) => <TwoLines align="end" first={formatFixed(loss, 3)} second={formatDuration(seconds)} />,
    sort: ({ loss }) => loss,
    under: [{ id: 'duration', header: 'Duration', sort: ({ seconds }) => seconds }],
    width: 110,
  },
];

export function Tables(): ReactNode {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set(['run-1']));
  return (
    <>
      <Section title="DataTable: full" description="1 000 rows. Arrows move, Enter opens, Space selects, Shift extends; columns sort and hide.">
        <Panel title="Runs" note={`${selected.size} selected`} flush>
          <DataTable
            label="Sample runs"
            rows={runs}
            columns={columns}
            rowKey={({ id }) => id}
            initialSort={{ column: 'duration', descending: true }}
            selected={selected}
            onSelect={setSelected}
            actions={({ name }) => [{ label: `Delete ${name}`, icon: IconTrash, danger: true, onClick: () => {} }]}
            height={420}
          />
        </Panel>
      </Section>
      <Section title="DataTable: two values to a cell" description="The head has two lines as the rows do; each of its words sorts.">
        <Panel flush>
          <DataTable label="Sample pairs" rows={runs.slice(0, 4)} columns={pairs} rowKey={({ id }) => id} />
        </Panel>
      </Section>
      <Section title="DataTable: empty">
        <Panel flush>
          <DataTable
            label="No runs"
            rows={[]}
            columns={columns}
            rowKey={({ id }) => id}
            empty={
              <EmptyState compact icon={IconListDetails} title="No runs yet">
                A run shows here as soon as it is queued.
              </EmptyState>
            }
          />
        </Panel>
      </Section>
    </>
  );
}

const runs = sampleRuns(1000);
