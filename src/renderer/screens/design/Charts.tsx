import { type ReactNode, useEffect, useMemo, useState } from 'react';
import {
  ChartGroupProvider,
  type ChartSeries,
  ChartToolbar,
  ExpertShares,
  Heatmap,
  Histogram,
  LineChart,
  Sparkline,
  TimeScrubber,
  useChartSettings,
} from '../../charts/index.ts';
import { Button, Columns, Panel, Row, Section, Text } from '../../components/index.ts';
import { Specimen, Specimens } from './Specimen.tsx';

const length = 50_000;
/** Where they stop growing. */
const longest = 60_000;

/** Curves like those of training, from a fixed sequence of pseudo-random numbers. */
function curve(seed: number, count: number): ChartSeries {
  let state = seed;
  const noise = (): number => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  const x = Float64Array.from({ length: count }, (_, i) => i + 1);
  const y = x.map((step) => 1.9 + 2.4 * Math.exp(-step / (length / 9)) + noise() * 0.5 + (noise() > 0.4995 ? 2 : 0));
  y.fill(Number.NaN, Math.floor(count * 0.62), Math.floor(count * 0.64));
  const points = Array.from({ length: 12 }, (_, i) => ({ x: ((i + 1) * length) / 12, y: 2 + 2.2 * Math.exp(-(i + 1) / 3) + seed * 0.01, best: i === 11 }));
  return { id: `s${seed}`, label: ['train', 'clone', 'sweep 3', 'sweep 4'][seed - 1] ?? 'run', x, y, ...(seed === 1 ? { points } : {}) };
}

export function Charts(): ReactNode {
  const [settings, set] = useChartSettings('design');
  const all = useMemo(() => [1, 2, 3, 4].map((seed) => curve(seed, longest)), []);
  const [grows, setGrows] = useState(false);
  const [version, setVersion] = useState(0);
  useEffect(() => {
    if (!grows) return;
    const timer = setInterval(() => setVersion((known) => known + 1), 250);
    return () => clearInterval(timer);
  }, [grows]);
  const shown = grows ? Math.min(longest, length + version * 25) : length;
  const series = useMemo(() => all.map((item) => ({ ...item, x: item.x.subarray(0, shown), y: item.y.subarray(0, shown) })), [all, shown]);
  const [index, setIndex] = useState<number | null>(null);
  const steps = useMemo(() => Float64Array.from({ length: 60 }, (_, i) => (i + 1) * 10), []);
  const load = useMemo(() => loadAt(index ?? 59), [index]);
  return (
    <>
      <ChartGroupProvider>
        <Section
          title="LineChart"
          description="Four curves of 50 000 points each. Drag to zoom, double-click to show everything, or focus one and press its keys; place and zoom are shared."
          actions={<Button onClick={() => setGrows(!grows)}>{grows ? 'Stop growing' : 'Let them grow'}</Button>}
        >
          <ChartToolbar settings={settings} onChange={set} />
          <Columns min={420} max={2}>
            <Panel>
              <LineChart
                title="Loss"
                unit="nats"
                series={series.slice(0, 1)}
                version={version}
                settings={settings}
                marks={[{ x: 21_000, label: 'resumed at step 21 000' }]}
              />
            </Panel>
            <Panel>
              <LineChart title="Loss of 4 runs" unit="nats" series={series} version={version} settings={settings} />
            </Panel>
            <Panel>
              <LineChart title="Gradient norm" series={series.slice(1, 2)} version={version} settings={settings} />
            </Panel>
            <Panel>
              <LineChart title="Speed" unit="tokens/s" series={series.slice(2, 3)} version={version} settings={settings} />
            </Panel>
          </Columns>
        </Section>
      </ChartGroupProvider>
      <Section title="Heatmap and TimeScrubber">
        <Columns min={420} max={2}>
          <Panel>
            <Heatmap
              title="Expert load"
              note={`step ${steps[index ?? 59]}`}
              values={load}
              rows={Array.from({ length: 12 }, (_, i) => i)}
              columns={8}
              max={2.5}
              mark={{ value: 1, label: '1 = balanced' }}
            />
            <TimeScrubber steps={steps} index={index} onChange={setIndex} />
          </Panel>
          <Panel>
            <Heatmap
              title="24 layers × 64 experts"
              values={wide}
              rows={Array.from({ length: 24 }, (_, i) => i)}
              columns={64}
              max={2.5}
              mark={{ value: 1, label: '1 = balanced' }}
            />
          </Panel>
        </Columns>
      </Section>
      <Section title="Small charts">
        <Specimens>
          <Specimen name="Histogram with the sequence length">
            <Panel>
              <Histogram
                title="Tokens per sample"
                noun="sample"
                unit="tokens"
                limit={{ value: 512, label: 'sequence length 512' }}
                classes={[3, 18, 64, 210, 480, 390, 122, 31, 4].map((count, i) => ({ from: 2 ** (i + 2) + 1, to: 2 ** (i + 3), count }))}
              />
            </Panel>
          </Specimen>
          <Specimen name="LineChart without a point">
            <Panel>
              <LineChart title="Speed" unit="tokens/s" series={[]} version={0} settings={settings} height={140} emptyText="The first step has not ended yet" />
            </Panel>
          </Specimen>
          <Specimen name="ExpertShares">
            <Panel>
              <Text look="faint" size="sm">
                Layer 0
              </Text>
              <ExpertShares label="Layer 0" shares={[0.31, 0.22, 0.12, 0.11, 0.09, 0.07, 0.05, 0.03]} />
            </Panel>
          </Specimen>
          <Specimen name="Sparkline">
            <Row>
              <Sparkline values={Array.from({ length: 60 }, (_, x) => 4 / (1 + x / 8) + Math.sin(x) * 0.1)} label="loss from 4.0 to 0.6" />
              <Sparkline values={[]} label="nothing yet" />
            </Row>
          </Specimen>
        </Specimens>
      </Section>
    </>
  );
}

function loadAt(frame: number): Float32Array {
  return Float32Array.from({ length: 12 * 8 }, (_, i) => {
    const [layer, expert] = [Math.floor(i / 8), i % 8];
    return Math.max(0.02, 1 + Math.sin(layer * 1.7 + expert * 2.3) * (1.2 - frame / 70) + (layer === 3 && expert === 5 ? -1 : 0));
  });
}

const wide = Float32Array.from({ length: 24 * 64 }, (_, i) => Math.max(0, 1 + Math.sin(i * 12.9898) * 0.7 + Math.sin(i * 0.37) * 0.4));
