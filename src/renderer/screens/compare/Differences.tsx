/** Where the recipes differ, and how the runs came out. */
import { IconEqual } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RunRow } from '../../../shared/api/runs.ts';
import { type Column, DataTable, EmptyState, optionText, Panel, QueryView, StatusPill } from '../../components/index.ts';
import { formatBytes, formatDuration, formatNumber, formatWhole } from '../../format/index.ts';
import { useCall } from '../../stores/useCall.ts';

interface Line {
  readonly field: string;
  readonly cells: readonly ReactNode[];
}

const outcomes: readonly { readonly field: string; readonly of: (run: RunRow) => ReactNode }[] = [
  { field: 'Status', of: ({ status }) => <StatusPill status={status} /> },
  { field: 'Steps', of: ({ step, totalSteps }) => `${formatWhole(step)} of ${totalSteps === null ? '?' : formatWhole(totalSteps)}` },
  { field: 'Last loss', of: ({ loss }) => (loss === null ? '–' : formatNumber(loss)) },
  { field: 'Best evaluation', of: ({ bestLoss }) => (bestLoss === null ? '–' : formatNumber(bestLoss)) },
  { field: 'Trained for', of: ({ seconds }) => (seconds > 0 ? formatDuration(seconds) : '–') },
  { field: 'Peak memory', of: ({ peakMemoryBytes }) => (peakMemoryBytes === null ? '–' : formatBytes(peakMemoryBytes)) },
];

export function Outcomes({ runs }: { readonly runs: readonly RunRow[] }): ReactNode {
  return <SideBySide title="How they came out" runs={runs} lines={outcomes.map(({ field, of }) => ({ field, cells: runs.map(of) }))} />;
}

export function Differences({ runs }: { readonly runs: readonly RunRow[] }): ReactNode {
  const query = useCall('runs.difference', { ids: runs.map(({ id }) => id) });
  return (
    <QueryView query={query} waitsFor="Comparing the recipes" failure="The recipes could not be compared">
      {(differences) => (
        <SideBySide title="Where the recipes differ" runs={runs} lines={differences.map(({ field, values }) => ({ field, cells: values.map(showValue) }))} />
      )}
    </QueryView>
  );
}

function SideBySide({ title, runs, lines }: { readonly title: string; readonly runs: readonly RunRow[]; readonly lines: readonly Line[] }): ReactNode {
  const columns: readonly Column<Line>[] = [
    { id: 'field', header: 'What', cell: ({ field }) => field, width: { min: 180 }, fixed: true },
    ...runs.map(({ id, name }, i): Column<Line> => ({ id, header: name, cell: ({ cells }) => cells[i], width: { min: 140 }, fixed: true })),
  ];
  return (
    <Panel title={title} flush>
      <DataTable
        label={title}
        rows={lines}
        columns={columns}
        rowKey={({ field }) => field}
        empty={
          <EmptyState compact icon={IconEqual} title="The recipes are the same">
            Only chance and the machine are between these runs.
          </EmptyState>
        }
      />
    </Panel>
  );
}

function showValue(value: unknown): string {
  if (value === undefined || value === null) return '–';
  return optionText(value);
}
