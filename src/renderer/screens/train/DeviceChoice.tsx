/** Where it runs: as the settings say, or one device. */
import type { ReactNode } from 'react';
import { Select } from '../../components/index.ts';
import { formatBytes } from '../../format/index.ts';
import { useCall } from '../../stores/useCall.ts';

interface DeviceChoiceProps {
  /** null: as the settings say. */
  readonly device: string | null;
  readonly onChange: (device: string | null) => void;
}

const bySettings = '';

export function DeviceChoice({ device, onChange }: DeviceChoiceProps): ReactNode {
  const { data, error } = useCall('devices.list', { again: false });
  const usable = (data?.devices ?? []).filter(({ selfTest }) => selfTest.ok);
  const known = device === null || usable.some(({ id }) => id === device);
  return (
    <Select
      label="Device"
      description="Only devices that passed their self-test are listed."
      data={[
        { value: bySettings, label: 'As the settings say' },
        ...usable.map(({ id, name, memoryBytes }) => ({ value: id, label: `${name} · ${formatBytes(memoryBytes)}` })),
        ...(known || device === null ? [] : [{ value: device, label: device }]),
      ]}
      value={device ?? bySettings}
      onChange={(value) => onChange(value === null || value === bySettings ? null : value)}
      allowDeselect={false}
      error={error?.message ?? (known || data === undefined ? null : `There is no usable device "${device}" now`)}
      w={360}
    />
  );
}
