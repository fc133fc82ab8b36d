import type { ReactNode } from 'react';
import type { Settings } from '../../../shared/api/settings.ts';
import { Panel, Segmented } from '../../components/index.ts';
import { useSettings } from '../../stores/useSettings.ts';
import { Setting } from './Setting.tsx';

const themes = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const satisfies readonly { readonly value: Settings['theme']; readonly label: string }[];

const densities = [
  { value: 'comfortable', label: 'Comfortable' },
  { value: 'compact', label: 'Compact' },
] as const satisfies readonly { readonly value: Settings['density']; readonly label: string }[];

export function AppearanceSection(): ReactNode {
  const { settings, update } = useSettings();
  return (
    <Panel>
      <Setting name="Theme" help="Light, dark, or whichever the system has right now.">
        <Segmented label="Theme" value={settings?.theme ?? 'system'} options={themes} onChange={(theme) => update({ theme })} />
      </Setting>
      <Setting name="Density" help="Compact shows more rows of a table at once.">
        <Segmented label="Density" value={settings?.density ?? 'comfortable'} options={densities} onChange={(density) => update({ density })} />
      </Setting>
    </Panel>
  );
}
