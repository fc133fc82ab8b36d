/** What the run has saved, and what can be done from each. */
import { IconDeviceFloppy, IconMessages, IconPackageExport, IconPlayerPlay } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { CheckpointRow, RunRow } from '../../../shared/api/runs.ts';
import { type Column, DataTable, EmptyState, type MenuItem, Panel, Tag, useConfirm } from '../../components/index.ts';
import { formatBytes, formatNumber, formatSince, formatWhole } from '../../format/index.ts';
import { useAction } from '../../stores/useCall.ts';
import { hasEnded } from '../runs/useRunActions.ts';

interface CheckpointsTabProps {
  readonly run: RunRow;
  readonly checkpoints: readonly CheckpointRow[];
}

const columns: readonly Column<CheckpointRow>[] = [
  {
    id: 'step',
    header: 'Step',
    cell: ({ step, best }) => (
      <span>
        {formatWhole(step)} {best ? <Tag title="The lowest loss of an evaluation">best</Tag> : null}
      </span>
    ),
    sort: ({ step }) => step,
    fixed: true,
    width: { min: 120 },
  },
  { id: 'loss', header: 'Evaluation loss', cell: ({ loss }) => (loss === null ? '–' : formatNumber(loss)), sort: ({ loss }) => loss, align: 'end', width: 130 },
  { id: 'bytes', header: 'Size', cell: ({ bytes }) => formatBytes(bytes), sort: ({ bytes }) => bytes, align: 'end', width: 110 },
  { id: 'saved', header: 'Saved', cell: ({ savedAt }) => formatSince(savedAt), sort: ({ savedAt }) => savedAt, width: 130 },
];

export function CheckpointsTab({ run, checkpoints }: CheckpointsTabProps): ReactNode {
  const [, navigate] = useLocation();
  const confirm = useConfirm();
  const resume = useAction('runs.resume');
  const goOnFrom = async (step: number): Promise<void> => {
    const dropped = checkpoints.filter((checkpoint) => checkpoint.step > step).length;
    const answer =
      dropped === 0
        ? 'confirmed'
        : await confirm({
            title: `Go on from step ${formatWhole(step)}?`,
            body: 'The curve is cut back to there, and later checkpoints go once the run has saved a new one. To keep them, clone the run instead.',
            confirm: `Go on from step ${formatWhole(step)}`,
            danger: true,
          });
    if (answer === 'confirmed') resume.run({ id: run.id, fromStep: step });
  };
  const actions = ({ step }: CheckpointRow): readonly MenuItem[] => {
    const model = encodeURIComponent(`${run.id}@${step}`);
    return [
      { label: 'Go on from here', icon: IconPlayerPlay, onClick: () => void goOnFrom(step), refusal: hasEnded(run) ? null : 'stop the run first' },
      { label: 'Try it in the playground', icon: IconMessages, onClick: () => navigate(`/playground?model=${model}`) },
      { label: 'Export', icon: IconPackageExport, onClick: () => navigate(`/export?model=${model}`) },
    ];
  };
  return (
    <Panel flush>
      <DataTable
        label="Checkpoints"
        rows={checkpoints}
        columns={columns}
        rowKey={({ step }) => String(step)}
        initialSort={{ column: 'step', descending: true }}
        actions={actions}
        empty={
          <EmptyState compact icon={IconDeviceFloppy} title="No checkpoint yet">
            One is written every few steps, when the run is stopped with saving, and at its end.
          </EmptyState>
        }
      />
    </Panel>
  );
}
