/** What this machine can train on, each device tested for wrong results, and libraries that bring more of them. */
import { IconRefresh } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { DeviceInfo } from '../../../shared/jobs.ts';
import { sentence } from '../../../shared/sentence.ts';
import { Button, type Column, DataTable, Panel, QueryView, Select, Stack, Tag, TonePill, TwoLines } from '../../components/index.ts';
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
      cell: (device) => <TwoLines first={nameOf(device, query.data?.default)} second={device.id} />,
      sort: ({ name }) => name,
      under: [{ id: 'id', header: 'Id', sort: ({ id }) => id }],
      fixed: true,
      width: { min: 310, grow: 2 },
    },
    { id: 'executor', header: 'Computed by', cell: ({ executor }) => executor, sort: ({ executor }) => executor, width: 104, spare: true },
    {
      id: 'memory',
      header: 'Memory',
      cell: ({ memoryBytes }) => (memoryBytes > 0 ? formatBytes(memoryBytes) : '–'),
      sort: ({ memoryBytes }) => memoryBytes,
      align: 'end',
      width: 100,
    },
    { id: 'test', header: 'Self-test', cell: testOf, width: { min: 280, grow: 3 } },
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

function nameOf({ id, name }: DeviceInfo, chosen: string | undefined): ReactNode {
  return (
    <>
      <span title={name}>{name}</span>
      {id === chosen ? <Tag title="Used when a recipe names none">default</Tag> : null}
    </>
  );
}

function testOf({ selfTest: { ok, reason = 'wrong results' }, missing, untested }: DeviceInfo): ReactNode {
  if (ok) return <TonePill tone="good">Passed</TonePill>;
  // What was left out on purpose is no failure.
  if (missing) return <TwoLines first="Not installed" second={<span title={reason}>Add its library below.</span>} />;
  if (untested) return <TwoLines first="Not tested" second={sentence(reason)} />;
  return <TwoLines first={<TonePill tone="bad">Failed</TonePill>} second={sentence(reason)} />;
}
