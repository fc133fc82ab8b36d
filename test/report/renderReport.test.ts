import { describe, expect, it } from 'vitest';
import { demoReport } from '../../src/report/demoReport.ts';
import { renderReport } from '../../src/report/renderReport.ts';
import type { Report, ReportBlock } from '../../src/report/report.ts';
import { demoInput } from './demoInput.ts';
import { elementsOf } from './support.ts';

const blocks: readonly ReportBlock[] = [
  { type: 'figures', figures: [{ label: 'Loss', value: '1.5', note: 'best' }] },
  {
    type: 'chart',
    title: 'Loss',
    width: 'full',
    x: 'step',
    y: { label: 'nats', unit: 'number', fromZero: true },
    series: [
      { label: 'training', points: [{ x: 1, y: 2 }], behind: [{ x: 1, y: 3 }] },
      { label: 'held out', points: [{ x: 1, y: 2.5 }], markers: true },
    ],
    references: [{ value: 1, label: 'floor' }],
    marks: [{ x: 1, label: 'resumed' }],
  },
  {
    type: 'heatmap',
    title: 'Load',
    rowsAre: 'layer',
    columnsAre: 'expert',
    rows: [{ label: '0', group: 'layer' }],
    columns: [{ label: '0', group: 'expert' }, { label: '1' }],
    values: [[1, 0]],
    unit: 'percent',
    fair: { value: 0.5, label: 'even' },
  },
  { type: 'bars', title: 'Tasks', unit: 'percent', series: ['before', 'after'], groups: [{ label: 'sort', note: '64 rows', values: [0, 1] }], max: 1 },
  { type: 'table', title: 'Tensors', columns: [{ label: 'Name' }, { label: 'Bytes', numeric: true }], rows: [['a', '1']], folded: true },
  { type: 'table', title: 'Checks', columns: [{ label: 'Check' }], rows: [['opens']] },
  { type: 'text', style: 'paragraphs', items: ['One.'] },
  { type: 'text', style: 'list', items: ['Two.'] },
  { type: 'text', style: 'steps', items: ['Three.'] },
  { type: 'code', title: 'Recipe', text: '{}' },
  { type: 'proof', title: 'Fit', ok: true, detail: 'It fits.', facts: [{ label: 'bytes', value: '8' }] },
  { type: 'proof', title: 'Export', ok: false, detail: 'It differs.', facts: [] },
];
const everything: Report = { kind: 'Test', title: 'Everything', summary: 'All blocks.', sections: [{ title: 'Blocks', lead: 'One of each.', blocks }] };

const words = new Set(['type', 'unit', 'width', 'style']);
const hostile = `"><script>alert('x')</script><img src="https://example.org/?`;

/** The same report with every text beginning so. */
function prefixed<T>(value: T, prefix: string, key = ''): T {
  const changed = (): unknown => {
    if (typeof value === 'string') return words.has(key) ? value : `${prefix}${value}`;
    if (Array.isArray(value)) return value.map((item) => prefixed(item, prefix));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, prefixed(item, prefix, name)]));
  };
  return changed() as T;
}

describe('renderReport', () => {
  it('gives a whole document whose every element is closed', () => {
    const document = renderReport(everything);
    expect(document.startsWith('<!doctype html>')).toBe(true);
    expect(elementsOf(document)).toEqual(expect.arrayContaining(['html', 'title', 'h1', 'svg', 'table', 'ol', 'ul', 'pre', 'dl', 'footer']));
    expect(elementsOf(renderReport(demoReport(demoInput))).length).toBeGreaterThan(200);
  });

  it('escapes every text, wherever it stands', () => {
    const harmless = renderReport(prefixed(everything, 'x'.repeat(hostile.length)));
    const document = renderReport(prefixed(everything, hostile));
    expect(elementsOf(document)).toEqual(elementsOf(harmless));
    expect(document).not.toContain('<script');
    expect(document).not.toContain('<img');
  });

  it('loads nothing and runs nothing', () => {
    const document = renderReport(everything);
    expect(document).not.toMatch(/\b(?:src|href|srcset|action)=|url\(|@import|https?:|\son[a-z]+=/);
    expect(document).toContain(`content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;"`);
  });

  it('says verdicts in words, not by colour alone', () => {
    const document = renderReport(everything);
    expect(document).toContain('✓ Holds');
    expect(document).toContain('✗ Failed');
  });

  it('describes every drawing to those who cannot see it', () => {
    const drawings = renderReport(everything).match(/<svg(?![^>]*(?:aria-label="[^"]+"|aria-hidden="true"))[^>]*>/g);
    expect(drawings).toBeNull();
  });

  it('writes no number that is not one', () => {
    expect(renderReport({ ...everything, sections: [{ title: 'Nothing', blocks: emptied }] })).not.toMatch(/NaN|Infinity|undefined/);
  });
});

/** What a run that was stopped at once leaves to draw. */
const emptied: readonly ReportBlock[] = [
  { type: 'chart', title: 'Loss', width: 'half', x: 'step', y: { label: 'nats', unit: 'number', fromZero: false }, series: [{ label: 'a', points: [] }] },
  {
    type: 'chart',
    title: 'Loss',
    width: 'full',
    x: 'step',
    y: { label: 'nats', unit: 'number', fromZero: false },
    series: [{ label: 'a', points: [{ x: 1, y: null }] }],
  },
  { type: 'heatmap', title: 'Load', rowsAre: '', columnsAre: '', rows: [], columns: [], values: [], unit: 'number', fair: { value: 1, label: 'even' } },
  {
    type: 'heatmap',
    title: 'Load',
    rowsAre: '',
    columnsAre: '',
    rows: [{ label: 'a' }],
    columns: [{ label: 'b' }],
    values: [[0]],
    unit: 'number',
    fair: { value: 0, label: 'even' },
  },
  { type: 'bars', title: 'Tasks', unit: 'number', series: ['a'], groups: [] },
  { type: 'bars', title: 'Tasks', unit: 'number', series: ['a'], groups: [{ label: 'b', values: [0] }] },
  { type: 'table', columns: [], rows: [] },
];
