/** Which tensors the recipe trains and which it leaves as they are. */
import { type ReactNode, useMemo, useState } from 'react';
import type { PlanReport } from '../../../shared/jobs.ts';
import { type Column, DataTable, Panel, Row, SearchField, Segmented, SkeletonRows, Stack, Stat, StatRow } from '../../components/index.ts';
import { formatBytes, formatCount, formatShare, formatWhole } from '../../format/index.ts';
import classes from './TrainableSet.module.css';

interface PlannedTensor {
  readonly tensor: string;
  readonly bytes: number;
  readonly trained: boolean;
}

const columns: readonly Column<PlannedTensor>[] = [
  {
    id: 'tensor',
    header: 'Tensor',
    cell: ({ tensor }) => <span className="mono">{tensor}</span>,
    sort: ({ tensor }) => tensor,
    fixed: true,
    width: { min: 280, grow: 3 },
  },
  { id: 'trained', header: 'Trained', cell: ({ trained }) => (trained ? 'trained' : 'frozen'), sort: ({ trained }) => (trained ? 0 : 1), width: 110 },
  { id: 'bytes', header: 'Size', cell: ({ bytes }) => formatBytes(bytes), sort: ({ bytes }) => bytes, align: 'end', width: 110 },
];

const filters = [
  { value: 'all', label: 'All' },
  { value: 'trained', label: 'Trained' },
  { value: 'frozen', label: 'Frozen' },
] as const;
type Filter = (typeof filters)[number]['value'];

export function TrainableSet({ plan: { trainable, frozen, parameters } }: { readonly plan: PlanReport }): ReactNode {
  const [filter, setFilter] = useState<Filter>('all');
  const [search, setSearch] = useState('');
  const tensors = useMemo<readonly PlannedTensor[]>(
    () => [...trainable.map((tensor) => ({ ...tensor, trained: true })), ...frozen.map((tensor) => ({ ...tensor, trained: false }))],
    [trainable, frozen],
  );
  const shown = tensors.filter(
    ({ tensor, trained }) => (filter === 'all' || trained === (filter === 'trained')) && tensor.toLowerCase().includes(search.toLowerCase()),
  );
  return (
    <Panel title="Trainable set" note="the run proves it again" flush>
      <div className={classes.top}>
        <Stack gap={4}>
          <StatRow>
            <Stat
              label="Trained parameters"
              value={formatCount(parameters.trainable)}
              detail={`${formatShare(parameters.trainable / Math.max(1, parameters.total))} of ${formatCount(parameters.total)}`}
              title={formatWhole(parameters.trainable)}
            />
            <Stat label="Trained tensors" value={formatWhole(trainable.length)} detail={formatBytes(sum(trainable))} />
            <Stat label="Frozen tensors" value={formatWhole(frozen.length)} detail={formatBytes(sum(frozen))} />
          </StatRow>
          <Row gap={3} wrap>
            <Segmented label="Which tensors" value={filter} options={filters} onChange={setFilter} />
            <SearchField label="Search tensors" value={search} onChange={setSearch} />
          </Row>
        </Stack>
      </div>
      <DataTable
        label="Trained and frozen tensors"
        rows={shown}
        columns={columns}
        rowKey={({ tensor }) => tensor}
        height={320}
        empty="No tensor is called so."
      />
    </Panel>
  );
}

/** Its room while the plan is worked out, so that nothing below it jumps. */
export function TrainableSetToCome(): ReactNode {
  return (
    <Panel title="Trainable set">
      <div className={classes.room}>
        <SkeletonRows rows={8} />
      </div>
    </Panel>
  );
}

function sum(tensors: readonly { readonly bytes: number }[]): number {
  return tensors.reduce((total, { bytes }) => total + bytes, 0);
}
