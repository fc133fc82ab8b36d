import { describe, expect, it } from 'vitest';
import { chosenData, type DatasetPart, datasetSection } from '../../../../src/renderer/screens/train/datasetSection.ts';

const part = (file: string, more: Partial<DatasetPart> = {}): DatasetPart => ({
  ...{ files: [file], evalFiles: [], evalShare: 0.1, format: null, map: {}, taskField: null },
  ...more,
});

describe('datasets in a recipe', () => {
  const known = [
    { id: 'a', files: ['/a1', '/a2'] },
    { id: 'b', files: ['/b'] },
    { id: 'empty', files: [] },
  ];

  it('are found again by their files; what belongs to none is told apart', () => {
    expect(chosenData({ files: ['/a1', '/a2', '/c'] }, known)).toEqual({ ids: ['a'], loose: ['/c'] });
    expect(chosenData({ files: ['/a1'] }, known)).toEqual({ ids: [], loose: ['/a1'] });
    expect(chosenData({}, known)).toEqual({ ids: [], loose: [] });
  });

  it('are put one after another, and keep what else the section says', () => {
    const section = datasetSection([part('/a', { taskField: 'task' }), part('/b', { evalFiles: ['/e'] })], ['/c'], { packing: false, files: ['/old'] });
    expect(section).toEqual({ packing: false, files: ['/a', '/b', '/c'], evalFiles: ['/e'], evalShare: 0.1, taskField: 'task' });
  });

  it('name format and columns only where they agree', () => {
    const chat = { format: 'messages', map: { messages: 'talk' } };
    expect(datasetSection([part('/a', chat), part('/b', chat)], [], {})).toMatchObject(chat);
    const mixed = datasetSection([part('/a', chat), part('/b')], [], { format: 'text' });
    expect(mixed).not.toHaveProperty('format');
    expect(mixed).not.toHaveProperty('map');
  });

  it('say nothing of the split once none is left', () => {
    expect(datasetSection([], ['/c'], { evalShare: 0.3, evalFiles: ['/e'] })).toEqual({ files: ['/c'] });
  });
});
