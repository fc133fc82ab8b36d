/** How much of the machine training may take. */
import type { ReactNode } from 'react';
import { NumberInput, Panel } from '../../components/index.ts';
import { useCall } from '../../stores/useCall.ts';
import { useSettings } from '../../stores/useSettings.ts';
import { Setting } from './Setting.tsx';

const gigabyte = 1e9;

export function ComputePanel(): ReactNode {
  const { settings, update } = useSettings();
  const cores = useCall('app.info', {}).data?.cores;
  return (
    <Panel title="Limits">
      <Setting
        name="Threads"
        help={`Most that all engines use together${cores === undefined ? '' : `; this machine has ${cores} cores`}. Empty: all physical cores. Runs that go on already keep theirs.`}
      >
        <NumberInput
          aria-label="Threads"
          placeholder="all"
          min={1}
          max={cores ?? 1024}
          allowDecimal={false}
          value={settings?.threads ?? ''}
          onChange={(threads) => update({ threads: typeof threads === 'number' ? threads : null })}
          w={120}
        />
      </Setting>
      <Setting name="GPU memory" help="Most that a run may take on a GPU, so that something is left for the screen. Empty: what is free.">
        <NumberInput
          aria-label="GPU memory"
          placeholder="what is free"
          min={0}
          suffix=" GB"
          value={settings?.gpuMemoryBytes === null || settings === undefined ? '' : settings.gpuMemoryBytes / gigabyte}
          onChange={(amount) => update({ gpuMemoryBytes: typeof amount === 'number' ? amount * gigabyte : null })}
          w={140}
        />
      </Setting>
    </Panel>
  );
}
