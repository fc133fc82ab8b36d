/** #/design: the rendered half of docs/design.md. Every part in every state; also what is looked at when a part changes. */
import { useMantineColorScheme } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Page, Row, Segmented, Stack, Tabs } from '../../components/index.ts';
import { type Density, densities } from '../../design/scale.ts';
import { densityVariables, useScheme } from '../../design/useDesign.ts';
import { Charts } from './Charts.tsx';
import { Forms } from './Forms.tsx';
import { Foundations } from './Foundations.tsx';
import { Language } from './Language.tsx';
import { Parts } from './Parts.tsx';
import { Tables } from './Tables.tsx';

const views = { foundations: Foundations, parts: Parts, tables: Tables, forms: Forms, language: Language, charts: Charts } as const;
type View = keyof typeof views;

const labels: Readonly<Record<View, string>> = {
  foundations: 'Foundations',
  parts: 'Parts',
  tables: 'Tables',
  forms: 'Forms',
  language: 'Text and tokens',
  charts: 'Charts',
};

export function DesignScreen(): ReactNode {
  const scheme = useScheme();
  const { setColorScheme } = useMantineColorScheme();
  const [density, setDensity] = useState<Density>('comfortable');
  const [view, setView] = useState<View>('foundations');
  const View = views[view];
  return (
    <Page
      title="Design"
      subtitle="What the screens are made of, in every state."
      actions={
        <Row>
          <Segmented label="Theme" value={scheme} options={(['light', 'dark'] as const).map((value) => ({ value, label: value }))} onChange={setColorScheme} />
          <Segmented label="Density" value={density} options={densities.map((value) => ({ value, label: value }))} onChange={setDensity} />
        </Row>
      }
      toolbar={
        <Tabs label="Views" value={view} options={(Object.keys(labels) as View[]).map((value) => ({ value, label: labels[value] }))} onChange={setView} />
      }
    >
      <div style={densityVariables(density)} data-testid={`design-${view}`}>
        <Stack gap={8}>
          <View />
        </Stack>
      </div>
    </Page>
  );
}
