/** What was exported before. */
import { IconCheck, IconFolderOpen, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { ExportRecord } from '../../../shared/api/models.ts';
import { type Column, DataTable, EmptyState, type MenuItem, Panel, PathText, QueryView, Stack, TonePill, useConfirm } from '../../components/index.ts';
import { formatBytes, formatSince } from '../../format/index.ts';
import { useHost } from '../../stores/ConnectionContext.tsx';
import { useAction, useCall } from '../../stores/useCall.ts';
import { Verification } from '../models/Verification.tsx';

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
  const confirm = useConfirm();
  const [verifying, setVerifying] = useState<string | null>(null);
  const forgetIt = async ({ id, model }: ExportRecord): Promise<void> => {
    const answer = await confirm({
      title: `Take the export of ${model} off the list?`,
      body: 'Its files stay where they are; what was proved of them is no longer listed.',
      confirm: 'Take it off the list',
    });
    if (answer === 'confirmed') forget.run({ id });
  };
  const actions = (record: ExportRecord): readonly MenuItem[] => [
    {
      label: 'Verify again',
      icon: IconCheck,
      onClick: () => verify.run({ model: record.path, against: null }, ({ task }) => setVerifying(task)),
      refusal: record.missing ? 'its folder is gone' : null,
    },
    ...(host.reveal && !record.missing ? [{ label: 'Show in the file manager', icon: IconFolderOpen, onClick: () => void host.reveal?.(record.path) }] : []),
    { label: 'Take off the list', icon: IconTrash, onClick: () => void forgetIt(record), separate: true },
  ];
  return (
    <Stack>
      <Verification task={verifying} />
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
    </Stack>
  );
}

function proofOf({ missing, proof }: ExportRecord): ReactNode {
  if (missing) return <TonePill tone="warning">Folder gone</TonePill>;
  return <TonePill tone={proof.ok ? 'good' : 'bad'}>{proof.ok ? 'Verified' : 'Failed'}</TonePill>;
}
