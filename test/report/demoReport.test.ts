import { describe, expect, it } from 'vitest';
import { type DemoReportInput, demoReport } from '../../src/report/demoReport.ts';
import type { ReportBlock } from '../../src/report/report.ts';
import { demoInput } from './demoInput.ts';

function block<T extends ReportBlock['type']>(input: DemoReportInput, type: T, title: string): Extract<ReportBlock, { type: T }> {
  const blocks = demoReport(input).sections.flatMap((section) => section.blocks);
  const found = blocks.find((candidate) => candidate.type === type && 'title' in candidate && candidate.title.startsWith(title));
  if (!found) throw new Error(`no ${type} "${title}"`);
  return found as Extract<ReportBlock, { type: T }>;
}

const verdict = (tasks: DemoReportInput['tasks']) => block({ ...demoInput, tasks }, 'proof', 'The training was worth it');
const task = (name: string, before: number, after: number) => ({ name, rows: 64, before, after });

describe('demoReport', () => {
  it('sets every task before beside after', () => {
    expect(block(demoInput, 'bars', 'Held-out questions').groups).toEqual([
      { label: 'sort', note: '64 rows', values: [0, 1] },
      { label: 'sum', note: '80 rows', values: [0.1, 0.9] },
    ]);
  });

  it('holds only where the mean gained enough and no task fell', () => {
    expect(verdict([task('a', 0, 0.5), task('b', 0.2, 0.5)])).toMatchObject({ ok: true, detail: 'The mean gained what was required; no task fell.' });
    expect(verdict([task('a', 0, 0.2)])).toMatchObject({ ok: false, detail: 'The mean gained too little; no task fell.' });
    const fell = verdict([task('a', 0, 1), task('b', 0.5, 0.25)]);
    expect(fell.ok).toBe(false);
    expect(fell.detail.replaceAll('\u202f', ' ')).toBe('The mean gained what was required; b fell from 50 % to 25 %.');
  });

  it('shows which expert took which task, layer by layer', () => {
    const map = block(demoInput, 'heatmap', 'Share of each task');
    expect(map.rows.map(({ label }) => label)).toEqual(['sort', 'sum']);
    expect(map.columns.map(({ group, label }) => `${group}/${label}`).slice(3, 5)).toEqual(['Layer 0/3', 'Layer 1/0']);
    expect(map.values[1]).toEqual([0.25, 0.25, 0.25, 0.25, 0.1, 0.1, 0.1, 0.7]);
    expect(map.fair.value).toBe(0.25);
  });

  it('says how far the experts divide the work, and that they do not where they do not', () => {
    const text = JSON.stringify(demoReport(demoInput)).replaceAll('\u202f', ' ');
    expect(text).toContain('The routers tell sort and sum apart best, in layer 1: 60 %');
    const alike = demoInput.expertLoad.sort ?? [];
    const same = JSON.stringify(demoReport({ ...demoInput, expertLoad: { sort: alike, sum: alike } })).replaceAll('\u202f', ' ');
    expect(same).toContain('the mean is 0 %');
  });

  it('passes proofs on as they came out', () => {
    expect(block(demoInput, 'proof', 'Conversion receipt').ok).toBe(true);
    const receipt = { ...demoInput.conversion.receipt, ok: false };
    expect(block({ ...demoInput, conversion: { ...demoInput.conversion, receipt } }, 'proof', 'Conversion receipt').ok).toBe(false);
    const exported = block(demoInput, 'proof', 'The exported model');
    expect(exported.facts).toContainEqual({ label: 'Experts changed by training', value: '1 of 2, by up to 4.3\u202f%' });
  });

  it('says with its own numbers what is small about it', () => {
    const section = demoReport(demoInput).sections.find(({ title }) => title === 'What is small about this');
    const text = JSON.stringify(section).replaceAll('\u202f', ' ');
    for (const said of ['2.36 M parameters', '1800 rows', '2 steps over 200 tokens', 'seed (7)', '64 rows']) expect(text).toContain(said);
  });

  it('leaves out what there is nothing to say about', () => {
    const bare = demoReport({
      ...demoInput,
      expertLoad: {},
      training: { ...demoInput.training, steps: demoInput.training.steps.map(({ routers: _, ...step }) => step) },
    });
    expect(bare.sections.map(({ title }) => title)).not.toContain('Which expert took which task');
  });
});
