import type { ReactNode } from 'react';
import type { RunStatus } from '../../../shared/run.ts';
import { Row, runStatusLooks, Section, Stack, StatusPill, Text, TonePill } from '../../components/index.ts';
import { surfaces, tones } from '../../design/colours.ts';
import { expertPalette, sequentialColour, seriesColours, seriesDashes } from '../../design/palettes.ts';
import { space, type } from '../../design/scale.ts';
import { useScheme } from '../../design/useDesign.ts';
import classes from './Foundations.module.css';

export function Foundations(): ReactNode {
  const scheme = useScheme();
  return (
    <>
      <Section title="Type" description="Inter for words and figures, JetBrains Mono for what is typed, paths and data. Figures have equal widths.">
        <Stack gap={2}>
          {Object.entries(type).map(([name, { size, line }]) => (
            <div key={name} className={classes.typeRow}>
              <Text look="faint" size="sm">
                {name} · {size}/{line}
              </Text>
              <span style={{ fontSize: size, lineHeight: `${line}px` }}>Eight experts, two per token: 0123456789</span>
            </div>
          ))}
        </Stack>
      </Section>
      <Section title="Spacing" description="Multiples of 4 pixels.">
        <Row gap={4} align="end" wrap>
          {Object.entries(space).map(([step, size]) => (
            <div key={step} className={classes.space}>
              <div style={{ width: size, height: size }} />
              {size}
            </div>
          ))}
        </Row>
      </Section>
      <Section
        title="Surfaces and text"
        description="Neutral surfaces, quiet borders, one accent. Every text colour has at least 4.5:1 on every surface it stands on."
      >
        <div className={classes.swatches}>
          {Object.entries(surfaces[scheme]).map(([name, colour]) => (
            <div key={name} className={classes.swatch}>
              <div style={{ background: colour }} />
              <span>{name}</span>
              <span className="mono">{colour}</span>
            </div>
          ))}
        </div>
      </Section>
      <Section title="Status" description="Never by colour alone: each has its icon and its word.">
        <Row wrap>
          {(Object.keys(runStatusLooks) as RunStatus[]).map((status) => (
            <StatusPill key={status} status={status} />
          ))}
          <StatusPill status="running" phase="evaluating" />
        </Row>
        <Row wrap>
          {tones.map((tone) => (
            <TonePill key={tone} tone={tone}>
              {tone}
            </TonePill>
          ))}
        </Row>
      </Section>
      <Section
        title="Colours of data"
        description="Experts: 8 and 16 steps whose closest pair stays apart for every kind of colour vision. Series: dashed from the second on. Heatmaps: even in lightness."
      >
        <Palette name="8 experts" colours={expertPalette(8, scheme)} />
        <Palette name="16 experts" colours={expertPalette(16, scheme)} />
        <Row gap={6} wrap>
          {seriesColours[scheme].map((colour, i) => (
            <svg key={colour} width={72} height={16} aria-hidden>
              <line x1={0} x2={72} y1={8} y2={8} stroke={colour} strokeWidth={2} strokeDasharray={seriesDashes[i]} />
            </svg>
          ))}
        </Row>
        <div className={classes.ramp}>
          {Array.from({ length: 64 }, (_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
            <div key={i} style={{ background: sequentialColour(i / 63, scheme) }} />
          ))}
        </div>
      </Section>
    </>
  );
}

function Palette({ name, colours }: { readonly name: string; readonly colours: readonly string[] }): ReactNode {
  return (
    <Row gap={1}>
      <span style={{ width: 88 }}>
        <Text look="faint" size="sm">
          {name}
        </Text>
      </span>
      {colours.map((colour, i) => (
        <div key={colour} className={classes.colour} style={{ background: colour }} title={`${i}: ${colour}`} />
      ))}
    </Row>
  );
}
