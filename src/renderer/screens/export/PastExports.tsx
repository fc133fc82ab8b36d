/** What was exported before. */
import { IconCheck, IconFolderOpen, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ExportRecord } from '../../../shared/api/models.ts';
import { type Column, DataTable, EmptyState, type MenuItem, Panel, PathText, QueryView, TonePill } from '../../components/index.ts';
import { formatBytes, formatSince } from '../../format/index.ts';
import { useHost } from '../../stores/ConnectionContext.tsx';
import { useAction, useCall } from '../../stores/useCall.ts';

const columns: readonly Column<ExportRecord>[] = [
  { id: 'model', header: 'Model', cell: ({ model }) => model, sort: ({ model }) => model, fixed: true, width: { min: 140 } },
  { id: 'proof', header: 'Proof', cell: proofOf, width: 120 },
  { id: 'format', header: 'Format', cell: ({ format }) => format, sort: ({ format }) => format, width: 88 },
  { id: 'bytes', header: 'Size', cell: ({ bytes }) => formatBytes(bytes), sort: ({ bytes }) => bytes, align: 'end', width: 96 },
  { id: 'path', header: 'Folder', cell: ({ path }) => <PathText path={path} />, width: { min: 200, grow: 2 } },
  { id: 'at', header: 'Exported', cell: ({ exportedAt }) => formatSince(exportedAt), sort: ({ exportedAt }) => exportedAt, width: 120 },
];

export function PastExports({ onOpen }: { readonly onOpen: (record: ExportRecord) => void }): ReactNode {
  const host = useHost();
  const query = useCall('exports.list', {});
  const verify = useAction('models.verify');
  const forget = useAction('exports.forget');
  const actions = (record: ExportRecord): readonly MenuItem[] => [
    {
      label: 'Verify again',
      icon: IconCheck,
      onClick: () => verify.run({ model: record.path, against: null }),
      refusal: record.missing ? 'its folder is gone' : null,
    },
    ...(host.reveal && !record.missing ? [{ label: 'Show in the file manager', icon: IconFolderOpen, onClick: () => void host.reveal?.(record.path) }] : []),
    { label: 'Take off the list', icon: IconTrash, onClick: () => forget.run({ id: record.id }), separate: true },
  ];
  return (
    <Panel title="Exported before" flush>
      <QueryView query={query} waitsFor="Reading the list of exports" skeleton={3}>
        {(records) => (
          <DataTable
            label="Exports"
            rows={records}
            columns={columns}
            rowKey={({ id }) => id}
            initialSort={{ column: 'at', descending: true }}
            onOpen={onOpen}
            actions={actions}
            empty={
              <EmptyState compact icon={IconFolderOpen} title="Nothing exported yet">
                What you export is listed here with its proof.
              </EmptyState>
            }
          />
        )}
      </QueryView>
    </Panel>
  );
}

function proofOf({ missing, proof }: ExportRecord): ReactNode {
  if (missing) return <TonePill tone="warning">Folder gone</TonePill>;
  return <TonePill tone={proof.ok ? 'good' : 'bad'}>{proof.ok ? 'Verified' : 'Failed'}</TonePill>;
}
