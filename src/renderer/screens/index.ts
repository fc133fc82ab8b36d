/** All screens. One more is one folder and one line here. */
import {
  type Icon,
  IconArrowsSplit2,
  IconBox,
  IconDatabase,
  IconHome,
  IconListDetails,
  IconMessages,
  IconPackageExport,
  IconSettings,
  IconSparkles,
} from '@tabler/icons-react';
import { type ComponentType, lazy } from 'react';

export interface Screen {
  /** wouter patterns. */
  readonly routes: readonly string[];
  readonly component: ComponentType;
  /** Its place in the navigation; null: it is reached from other screens. */
  readonly entry: { readonly label: string; readonly icon: Icon; readonly to: string } | null;
}

export const screens: readonly Screen[] = [
  {
    routes: ['/'],
    component: lazy(async () => ({ default: (await import('./home/index.tsx')).HomeScreen })),
    entry: { label: 'Home', icon: IconHome, to: '/' },
  },
  {
    routes: ['/datasets', '/datasets/:id'],
    component: lazy(async () => ({ default: (await import('./datasets/index.tsx')).DatasetsScreen })),
    entry: { label: 'Datasets', icon: IconDatabase, to: '/datasets' },
  },
  {
    routes: ['/models', '/models/:id'],
    component: lazy(async () => ({ default: (await import('./models/index.tsx')).ModelsScreen })),
    entry: { label: 'Models', icon: IconBox, to: '/models' },
  },
  {
    routes: ['/convert'],
    component: lazy(async () => ({ default: (await import('./convert/index.tsx')).ConvertScreen })),
    entry: { label: 'Convert', icon: IconArrowsSplit2, to: '/convert' },
  },
  {
    routes: ['/train', '/train/:step'],
    component: lazy(async () => ({ default: (await import('./train/index.tsx')).TrainScreen })),
    entry: { label: 'Train', icon: IconSparkles, to: '/train' },
  },
  {
    routes: ['/runs'],
    component: lazy(async () => ({ default: (await import('./runs/index.tsx')).RunsScreen })),
    entry: { label: 'Runs', icon: IconListDetails, to: '/runs' },
  },
  { routes: ['/runs/:id', '/runs/:id/:tab'], component: lazy(async () => ({ default: (await import('./run/index.tsx')).RunScreen })), entry: null },
  { routes: ['/compare'], component: lazy(async () => ({ default: (await import('./compare/index.tsx')).CompareScreen })), entry: null },
  {
    routes: ['/playground'],
    component: lazy(async () => ({ default: (await import('./playground/index.tsx')).PlaygroundScreen })),
    entry: { label: 'Playground', icon: IconMessages, to: '/playground' },
  },
  {
    routes: ['/export'],
    component: lazy(async () => ({ default: (await import('./export/index.tsx')).ExportScreen })),
    entry: { label: 'Export', icon: IconPackageExport, to: '/export' },
  },
  {
    routes: ['/settings', '/settings/:section'],
    component: lazy(async () => ({ default: (await import('./settings/index.tsx')).SettingsScreen })),
    entry: { label: 'Settings', icon: IconSettings, to: '/settings' },
  },
  { routes: ['/design'], component: lazy(async () => ({ default: (await import('./design/index.tsx')).DesignScreen })), entry: null },
];
