/** What this machine can train on, each device tested for wrong results, and libraries that bring more of them. */
import { IconRefresh } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { DeviceInfo } from '../../../shared/jobs.ts';
import { Button, type Column, DataTable, Panel, QueryView, Select, Stack, Tag, TonePill } from '../../components/index.ts';
import { formatBytes } from '../../format/index.ts';
import { useAction, useCall } from '../../stores/useCall.ts';
import { useSettings } from '../../stores/useSettings.ts';
import { ComputePanel } from './ComputePanel.tsx';
import { LibrariesPanel } from './LibrariesPanel.tsx';
import { Setting } from './Setting.tsx';

export function DevicesSection(): ReactNode {
  const { settings, update } = useSettings();
  const listing = { again: false };
  const query = useCall('devices.list', listing);
  const test = useAction('devices.list');
  const queries = useQueryClient();
  const testAgain = (): void => test.run({ again: true }, (devices) => queries.setQueryData(['devices.list', listing], devices));
  const columns: readonly Column<DeviceInfo>[] = [
    {
      id: 'name',
      header: 'Device',
      cell: ({ id, name }) => (
        <span>
          {name} {id === query.data?.default ? <Tag title="Used when a recipe names none">default</Tag> : null}
        </span>
      ),
      sort: ({ name }) => name,
      fixed: true,
      width: { min: 220, grow: 2 },
    },
    { id: 'id', header: 'Id', cell: ({ id }) => <span className="mono">{id}</span>, sort: ({ id }) => id, width: 140 },
    { id: 'executor', header: 'Computed by', cell: ({ executor }) => executor, sort: ({ executor }) => executor, width: 110 },
    {
      id: 'memory',
      header: 'Memory',
      cell: ({ memoryBytes }) => (memoryBytes > 0 ? formatBytes(memoryBytes) : '–'),
      sort: ({ memoryBytes }) => memoryBytes,
      align: 'end',
      width: 100,
    },
    { id: 'test', header: 'Self-test', cell: ({ selfTest }) => testOf(selfTest), width: { min: 200, grow: 2 } },
  ];
  return (
    <Stack>
      <Panel
        title="Devices"
        flush
        actions={
          <Button icon={IconRefresh} onClick={testAgain} busy={test.busy}>
            Test again
          </Button>
        }
      >
        <QueryView query={query} waitsFor="Testing each device for wrong results" failure="The devices could not be listed">
          {({ devices }) => <DataTable label="Devices" rows={devices} columns={columns} rowKey={({ id }) => id} />}
        </QueryView>
      </Panel>
      <Panel>
        <Setting name="Train on" help="For recipes that name no device. Automatic takes the fastest that passed its self-test.">
          <Select
            aria-label="Train on"
            data={[
              { value: 'auto', label: 'Automatic' },
              ...(query.data?.devices ?? []).filter(({ selfTest }) => selfTest.ok).map(({ id, name }) => ({ value: id, label: `${id} · ${name}` })),
            ]}
            value={settings?.device ?? 'auto'}
            onChange={(device) => device !== null && update({ device })}
            allowDeselect={false}
            w={280}
          />
        </Setting>
      </Panel>
      <ComputePanel />
      <LibrariesPanel />
    </Stack>
  );
}

function testOf({ ok, reason }: DeviceInfo['selfTest']): ReactNode {
  return ok ? (
    <TonePill tone="good">Passed</TonePill>
  ) : (
    <TonePill tone="warning" title={reason ?? ''}>
      {reason ?? 'Wrong results'}
    </TonePill>
  );
}
