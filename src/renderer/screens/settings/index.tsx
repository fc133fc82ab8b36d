/** Settings: devices, storage, appearance, behaviour, and what a bug report needs. Changes count at once. */
import type { ComponentType, ReactNode } from 'react';
import { useLocation, useParams } from 'wouter';
import { Page, Tabs } from '../../components/index.ts';
import { AppearanceSection } from './AppearanceSection.tsx';
import { BehaviourSection } from './BehaviourSection.tsx';
import { DevicesSection } from './DevicesSection.tsx';
import { DiagnosticsSection } from './DiagnosticsSection.tsx';
import { StorageSection } from './StorageSection.tsx';

const sections = {
  devices: { label: 'Devices', Section: DevicesSection },
  storage: { label: 'Storage', Section: StorageSection },
  appearance: { label: 'Appearance', Section: AppearanceSection },
  behaviour: { label: 'Behaviour', Section: BehaviourSection },
  diagnostics: { label: 'Diagnostics', Section: DiagnosticsSection },
} as const satisfies Readonly<Record<string, { readonly label: string; readonly Section: ComponentType }>>;

type SectionId = keyof typeof sections;
const sectionIds = Object.keys(sections) as SectionId[];

export function SettingsScreen(): ReactNode {
  const { section } = useParams<{ section?: string }>();
  const [, navigate] = useLocation();
  const shown = sectionIds.find((id) => id === section) ?? 'devices';
  const { Section } = sections[shown];
  return (
    <Page
      title="Settings"
      width="wide"
      toolbar={
        <Tabs
          label="Settings"
          value={shown}
          options={sectionIds.map((value) => ({ value, label: sections[value].label }))}
          onChange={(id) => navigate(`/settings/${id}`)}
        />
      }
    >
      <Section />
    </Page>
  );
}
