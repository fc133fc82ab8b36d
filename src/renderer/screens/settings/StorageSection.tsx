/** Where everything lies, how much it takes, and what can be given back. */
import { IconFolderOpen } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Button, type Column, DataTable, Panel, PathText, QueryView, Stack, showDone } from '../../components/index.ts';
import { formatBytes, formatWhole } from '../../format/index.ts';
import { useHost } from '../../stores/ConnectionContext.tsx';
import { useAction, useCall } from '../../stores/useCall.ts';
import { Setting } from './Setting.tsx';
import { TrashPanel } from './TrashPanel.tsx';

interface Area {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly items: number;
}

export function StorageSection(): ReactNode {
  const host = useHost();
  const query = useCall('storage.usage', {});
  const clear = useAction('storage.clearCache');
  const total = Math.max(
    1,
    (query.data?.areas ?? []).reduce((sum, { bytes }) => sum + bytes, 0),
  );
  const columns: readonly Column<Area>[] = [
    { id: 'name', header: 'What', cell: ({ name }) => name, sort: ({ name }) => name, fixed: true, width: { min: 140 } },
    { id: 'items', header: 'Items', cell: ({ items }) => formatWhole(items), sort: ({ items }) => items, align: 'end', width: 90 },
    { id: 'bytes', header: 'Size', cell: ({ bytes }) => formatBytes(bytes), sort: ({ bytes }) => bytes, align: 'end', width: 110 },
    { id: 'share', header: 'Share', cell: ({ bytes }) => <ShareBar share={bytes / total} />, width: { min: 160, grow: 2 } },
  ];
  return (
    <Stack>
      <Panel title="Data directory">
        <QueryView query={query} waitsFor="Measuring the data directory" failure="The data directory could not be measured">
          {({ dataDirectory, freeBytes }) => (
            <>
              <Setting name="Folder" help="Datasets, models, runs and settings. Start Mixwright with --data-dir or MIXWRIGHT_HOME to use another one.">
                <PathText path={dataDirectory} />
                {host.reveal ? (
                  <Button icon={IconFolderOpen} onClick={() => void host.reveal?.(dataDirectory)}>
                    Show
                  </Button>
                ) : null}
              </Setting>
              <Setting name="Free on its disk" help="Conversions, exports and checkpoints are refused before they begin when they would not fit.">
                {formatBytes(freeBytes)}
              </Setting>
              <Setting name="Cache" help="Tokenised rows and results of self-tests: made again when they are needed.">
                <Button
                  onClick={() => clear.run({}, ({ freedBytes }) => showDone('The cache is empty', `${formatBytes(freedBytes)} given back`))}
                  busy={clear.busy}
                >
                  Empty the cache
                </Button>
              </Setting>
            </>
          )}
        </QueryView>
      </Panel>
      {query.data ? (
        <Panel title="What takes the room" flush>
          <DataTable label="Storage" rows={query.data.areas} columns={columns} rowKey={({ id }) => id} initialSort={{ column: 'bytes', descending: true }} />
        </Panel>
      ) : null}
      <TrashPanel />
    </Stack>
  );
}

function ShareBar({ share }: { readonly share: number }): ReactNode {
  return (
    <span style={{ display: 'block', width: '100%', height: 6, borderRadius: 3, background: 'var(--mw-sunken)' }}>
      <span style={{ display: 'block', height: 6, width: `${share * 100}%`, borderRadius: 3, background: 'var(--mw-accent)' }} />
    </span>
  );
}
