/** Runs: what goes on, what waits, what was, and which of them to compare. */
import { IconChartLine, IconListDetails, IconSparkles, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import type { RunRow } from '../../../shared/api/runs.ts';
import { Button, DataTable, EmptyState, Page, Panel, QueryView, Row, SearchField, Segmented, Stack } from '../../components/index.ts';
import { useCall } from '../../stores/useCall.ts';
import { QueuePanel } from './QueuePanel.tsx';
import { RenameRun } from './RenameRun.tsx';
import { runColumns } from './runColumns.tsx';
import { type MethodsOf, useMethodNames } from './useMethodNames.ts';
import { hasEnded, useRunActions } from './useRunActions.ts';

/** As many as a chart tells apart. */
const comparedAtMost = 6;

const filters = [
  { value: 'all', label: 'All' },
  { value: 'active', label: 'Active' },
  { value: 'done', label: 'Done' },
  { value: 'unfinished', label: 'Unfinished' },
] as const;
type Filter = (typeof filters)[number]['value'];

export function RunsScreen(): ReactNode {
  const query = useCall('runs.list', {});
  const [filter, setFilter] = useState<Filter>('all');
  const [search, setSearch] = useState('');
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [renaming, setRenaming] = useState<RunRow | null>(null);
  const methodsOf = useMethodNames();
  const columns = useMemo(() => runColumns(methodsOf), [methodsOf]);
  const actions = useRunActions(setRenaming);
  const [, navigate] = useLocation();
  return (
    <Page
      title="Runs"
      subtitle="Every training run: watch it, steer it, compare it with others."
      actions={
        <Button look="primary" icon={IconSparkles} to="/train">
          Train
        </Button>
      }
      toolbar={
        <Row gap={3} wrap>
          <Segmented label="Which runs" value={filter} options={filters} onChange={setFilter} />
          <SearchField label="Search runs" value={search} onChange={setSearch} />
        </Row>
      }
    >
      <QueryView query={query} waitsFor="Reading the list of runs" failure="The runs could not be listed" skeleton={6}>
        {(runs) => {
          if (runs.length === 0) {
            return (
              <EmptyState
                icon={IconListDetails}
                title="No runs yet"
                action={
                  <Button look="primary" to="/">
                    Start the first one
                  </Button>
                }
              >
                A run is one training: its recipe, its curves, its checkpoints and its proofs.
              </EmptyState>
            );
          }
          const waiting = runs.filter(({ queued }) => queued !== null).sort((a, b) => (a.queued ?? 0) - (b.queued ?? 0));
          const shown = runs.filter((run) => matches(run, filter) && mentions(run, search, methodsOf));
          const chosen = runs.filter(({ id }) => selected.has(id));
          return (
            <Stack>
              {waiting.length > 0 ? <QueuePanel waiting={waiting} /> : null}
              <Panel flush>
                <DataTable
                  label="Runs"
                  rows={shown}
                  columns={columns}
                  rowKey={({ id }) => id}
                  selected={selected}
                  onSelect={setSelected}
                  onOpen={({ id }) => navigate(`/runs/${encodeURIComponent(id)}`)}
                  actions={actions.menu}
                  empty={
                    <EmptyState compact icon={IconListDetails} title="No run is like that">
                      Choose another filter, or empty the search.
                    </EmptyState>
                  }
                />
              </Panel>
              {chosen.length > 0 ? (
                <Row justify="end">
                  <Button look="quiet" onClick={() => setSelected(new Set())}>
                    Select none
                  </Button>
                  <Button
                    icon={IconTrash}
                    refusal={chosen.every(({ status, queued }) => hasEnded({ status }) || queued !== null) ? null : 'Stop those that go on first'}
                    onClick={() => {
                      actions.remove(chosen);
                      setSelected(new Set());
                    }}
                  >
                    {`Delete ${chosen.length}`}
                  </Button>
                  <Button
                    look="primary"
                    icon={IconChartLine}
                    refusal={chosen.length < 2 ? 'Select at least two' : chosen.length > comparedAtMost ? `Select at most ${comparedAtMost}` : null}
                    to={`/compare?runs=${chosen.map(({ id }) => encodeURIComponent(id)).join(',')}`}
                    testId="compare-runs"
                  >
                    {`Compare ${chosen.length}`}
                  </Button>
                </Row>
              ) : null}
            </Stack>
          );
        }}
      </QueryView>
      {renaming ? <RenameRun run={renaming} onClose={() => setRenaming(null)} /> : null}
    </Page>
  );
}

function matches(run: RunRow, filter: Filter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'active':
      return !hasEnded(run);
    case 'done':
      return run.status === 'done';
    case 'unfinished':
      return hasEnded(run) && run.status !== 'done';
  }
}

function mentions(run: RunRow, search: string, methodsOf: MethodsOf): boolean {
  const text = [run.name, run.id, run.modelName, methodsOf(run), ...run.methods, ...run.datasets].join(' ').toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
