/** What the command palette offers: places to go and things to do. */
import { type Icon, IconBox, IconDatabase, IconLayoutRows, IconListDetails, IconMoon, IconPlayerPause, IconPlayerPlay, IconSun } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { useScheme } from '../design/useDesign.ts';
import { formatSince } from '../format/index.ts';
import { screens } from '../screens/index.ts';
import { useActiveRun } from '../stores/useActiveRun.ts';
import { useAction, useCall } from '../stores/useCall.ts';
import { useSettings } from '../stores/useSettings.ts';

export interface Command {
  /** Stable and unique. */
  readonly id: string;
  readonly label: string;
  /** Quietly behind it; searched too. */
  readonly detail: string;
  readonly icon: Icon;
  readonly run: () => void;
}

export function useCommands(): readonly Command[] {
  const actions = useActionCommands();
  const places = usePlaceCommands();
  return [...places.screens, ...actions, ...places.things];
}

function useActionCommands(): readonly Command[] {
  const scheme = useScheme();
  const { settings, update } = useSettings();
  const active = useActiveRun();
  const command = useAction('runs.command');
  const density = settings?.density === 'compact' ? 'comfortable' : 'compact';
  const theme = scheme === 'dark' ? 'light' : 'dark';
  const paused = active?.status === 'paused';
  return [
    ...(active?.ours && (paused || active.status === 'running')
      ? [
          {
            id: 'action:pause',
            label: `${paused ? 'Resume' : 'Pause'} ${active.name}`,
            detail: 'action',
            icon: paused ? IconPlayerPlay : IconPlayerPause,
            run: () => command.run({ id: active.id, command: paused ? 'resume' : 'pause' }),
          },
        ]
      : []),
    { id: 'action:theme', label: `Use the ${theme} theme`, detail: 'action', icon: theme === 'dark' ? IconMoon : IconSun, run: () => update({ theme }) },
    { id: 'action:density', label: `Make rows ${density}`, detail: 'action', icon: IconLayoutRows, run: () => update({ density }) },
  ];
}

function usePlaceCommands(): { readonly screens: readonly Command[]; readonly things: readonly Command[] } {
  const [, navigate] = useLocation();
  const { data: runs = [] } = useCall('runs.list', {});
  const { data: models = [] } = useCall('models.list', {});
  const { data: datasets = [] } = useCall('datasets.list', {});
  const place = (label: string, detail: string, icon: Icon, to: string): Command => ({ id: to, label, detail, icon, run: () => navigate(to) });
  return {
    screens: screens.flatMap(({ entry }) => (entry ? [place(entry.label, '', entry.icon, entry.to)] : [])),
    things: [
      ...[...runs]
        .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt))
        .map(({ id, name, status, updatedAt }) =>
          place(name, `run · ${status} · ${formatSince(updatedAt)}`, IconListDetails, `/runs/${encodeURIComponent(id)}`),
        ),
      ...models.map(({ id, name, modelType }) => place(name, `model · ${modelType}`, IconBox, `/models/${encodeURIComponent(id)}`)),
      ...datasets.map(({ id, name, format }) => place(name, format ? `dataset · ${format}` : 'dataset', IconDatabase, `/datasets/${encodeURIComponent(id)}`)),
    ],
  };
}
