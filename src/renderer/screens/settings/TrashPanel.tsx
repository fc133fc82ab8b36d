/** What was deleted and can still be brought back. */
import { IconRestore, IconTrash, IconTrashX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { TrashEntry } from '../../../shared/api/settings.ts';
import { Button, type Column, DataTable, EmptyState, Panel, QueryView, showDone, Tag, useConfirm } from '../../components/index.ts';
import { formatBytes, formatPlural, formatSince } from '../../format/index.ts';
import { useAction, useCall } from '../../stores/useCall.ts';

const columns: readonly Column<TrashEntry>[] = [
  { id: 'name', header: 'Name', cell: ({ name }) => name, sort: ({ name }) => name, fixed: true, width: { min: 180, grow: 2 } },
  { id: 'kind', header: 'What', cell: ({ kind }) => <Tag>{kind}</Tag>, sort: ({ kind }) => kind, width: 100 },
  { id: 'bytes', header: 'Size', cell: ({ bytes }) => formatBytes(bytes), sort: ({ bytes }) => bytes, align: 'end', width: 100 },
  { id: 'removed', header: 'Deleted', cell: ({ removedAt }) => formatSince(removedAt), sort: ({ removedAt }) => removedAt, width: 130 },
  { id: 'expires', header: 'Gone for good', cell: ({ expiresAt }) => formatSince(expiresAt), sort: ({ expiresAt }) => expiresAt, width: 130 },
];

export function TrashPanel(): ReactNode {
  const query = useCall('trash.list', {});
  const restore = useAction('trash.restore');
  const empty = useAction('trash.empty');
  const confirm = useConfirm();
  const emptyIt = async (entries: readonly TrashEntry[], ids?: readonly string[]): Promise<void> => {
    const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
    const answer = await confirm({
      title: `Delete ${formatPlural(entries.length, 'item')} for good?`,
      body: `${formatBytes(bytes)} are given back. This cannot be undone.`,
      confirm: 'Delete for good',
      danger: true,
    });
    if (answer === 'confirmed')
      empty.run(ids ? { ids: [...ids] } : {}, ({ freedBytes }) => showDone('Deleted for good', `${formatBytes(freedBytes)} given back`));
  };
  return (
    <Panel
      title="Trash"
      flush
      actions={
        query.data && query.data.length > 0 ? (
          <Button look="quiet" icon={IconTrashX} onClick={() => void emptyIt(query.data)} busy={empty.busy}>
            Empty the trash
          </Button>
        ) : null
      }
    >
      <QueryView query={query} waitsFor="Reading the trash" skeleton={3}>
        {(entries) => (
          <DataTable
            label="Trash"
            rows={entries}
            columns={columns}
            rowKey={({ id }) => id}
            initialSort={{ column: 'removed', descending: true }}
            actions={(entry) => [
              { label: 'Put back', icon: IconRestore, onClick: () => restore.run({ ids: [entry.id] }, () => showDone(`${entry.name} is back`)) },
              { label: 'Delete for good', icon: IconTrash, danger: true, onClick: () => void emptyIt([entry], [entry.id]) },
            ]}
            empty={
              <EmptyState compact icon={IconTrash} title="The trash is empty">
                Runs, models and datasets you delete wait here before they are gone.
              </EmptyState>
            }
          />
        )}
      </QueryView>
    </Panel>
  );
}
