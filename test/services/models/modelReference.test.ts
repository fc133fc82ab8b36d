import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelText, resolveModel } from '../../../src/services/models/modelReference.ts';
import { registerModel } from '../../../src/services/models/models.ts';
import { addCheckpoint, evalMetric, newRun, stepMetric, temporaryDataDirectory, temporaryFolder, writeMetrics } from '../support.ts';

async function folderWith(...files: readonly string[]): Promise<string> {
  const folder = join(await temporaryFolder(), 'model');
  await mkdir(folder);
  for (const file of files) await writeFile(join(folder, file), '{}');
  return folder;
}

/** Evaluated at 10 (best) and 20; checkpoints at 10, 20, 25. */
async function evaluatedRun(
  dataDirectory: Awaited<ReturnType<typeof temporaryDataDirectory>>,
): Promise<{ id: string; directory: string; at(step: number): object }> {
  const { id, directory } = await newRun(dataDirectory);
  for (const step of [10, 20, 25]) await addCheckpoint(directory, step);
  await writeMetrics(directory, [stepMetric(10), evalMetric(10, 2, { best: true }), evalMetric(20, 2.5), evalMetric(24, 1.5, { best: true })]);
  return { id, directory, at: (step) => ({ kind: 'run', directory, checkpoint: join(directory, 'checkpoints', `step-0000${step}`) }) };
}

describe('resolveModel', () => {
  it('takes a folder, relative to where it is asked from', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const folder = await folderWith('config.json');
    expect(await resolveModel(dataDirectory, './model', join(folder, '..'))).toEqual({ kind: 'checkpoint', path: folder });
  });

  it('takes a catalogue id', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const folder = await folderWith('config.json');
    const { id } = await registerModel(dataDirectory, folder, 'Tiny Llama');
    expect(id).toBe('Tiny-Llama');
    expect(await resolveModel(dataDirectory, id)).toEqual({ kind: 'checkpoint', path: folder });
  });

  it('takes the best checkpoint of a run that left one, or the chosen one', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const { id, directory, at } = await evaluatedRun(dataDirectory);
    expect(await resolveModel(dataDirectory, id)).toEqual(at(10));
    expect(await resolveModel(dataDirectory, directory)).toEqual(at(10));
    expect(await resolveModel(dataDirectory, `${id}@best`)).toEqual(at(10));
    expect(await resolveModel(dataDirectory, `${id}@last`)).toEqual(at(25));
    expect(await resolveModel(dataDirectory, `${directory}@20`)).toEqual(at(20));
  });

  it('takes the last checkpoint of a run that never evaluated', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const { id, directory } = await newRun(dataDirectory);
    const checkpoint = await addCheckpoint(directory, 7);
    expect(await resolveModel(dataDirectory, id)).toEqual({ kind: 'run', directory, checkpoint });
    await expect(resolveModel(dataDirectory, `${id}@best`)).rejects.toMatchObject({ code: 'NOT_FOUND', details: { hint: 'it has: @7' } });
  });

  it('takes the checkpoint folder that a run names as its result', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const { directory } = await newRun(dataDirectory);
    const checkpoint = await addCheckpoint(directory, 7);
    const reference = await resolveModel(dataDirectory, checkpoint);
    expect(reference).toEqual({ kind: 'run', directory, checkpoint });
    expect(await resolveModel(dataDirectory, modelText(reference))).toEqual(reference);
  });

  it('says what is not there, with the nearest name', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const { id } = await evaluatedRun(dataDirectory);
    await expect(resolveModel(dataDirectory, id.replace('mixlora', 'mixlroa'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: { hint: `did you mean "${id}"?` },
    });
    await expect(resolveModel(dataDirectory, `${id}@15`)).rejects.toMatchObject({ code: 'NOT_FOUND', details: { hint: 'it has: @10, @20, @25' } });
    const { id: unstarted } = await newRun(dataDirectory);
    await expect(resolveModel(dataDirectory, unstarted)).rejects.toThrow('has no checkpoint yet');
  });

  it('refuses what cannot be read yet, and what is no model', async () => {
    const dataDirectory = await temporaryDataDirectory();
    const gguf = await folderWith('tiny.gguf', 'model.safetensors');
    await expect(resolveModel(dataDirectory, join(gguf, 'tiny.gguf'))).rejects.toMatchObject({ code: 'NOT_AVAILABLE' });
    await expect(resolveModel(dataDirectory, await folderWith('adapter_config.json'))).rejects.toMatchObject({ code: 'NOT_AVAILABLE' });
    await expect(resolveModel(dataDirectory, gguf)).rejects.toMatchObject({ code: 'BAD_MODEL' });
    await expect(resolveModel(dataDirectory, join(gguf, 'model.safetensors'))).rejects.toMatchObject({ code: 'BAD_MODEL' });
  });
});
