import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportsHandlers } from '../../../src/services/handlers/exports.ts';
import { modelText } from '../../../src/services/models/modelReference.ts';
import { bundleHost } from '../../support/hostBundle.ts';
import { fixtureFolder } from '../../support/modelFixtures.ts';
import { trainTinyModel } from '../../support/tinyRun.ts';
import { endOf, starter, temporaryApp } from '../appSupport.ts';
import { addCheckpoint, newRun, recipe, temporaryFolder } from '../support.ts';

const context = { signal: new AbortController().signal };
let host: string;

beforeAll(async () => {
  host = await bundleHost();
});

describe('an export', () => {
  it('of a trained run has the size that was said, a proof, and a record', async () => {
    const app = await temporaryApp(host);
    const exports = exportsHandlers(app);
    const methods = [{ id: 'mixlora', options: { experts: 4, topK: 2, rank: 2 } }];
    const { trained } = await trainTinyModel(await temporaryFolder(), { change: (config) => config, dtype: 'f32', methods });
    const model = modelText(trained);
    const options = await exports['exports.options']({ model }, context);
    const [format] = options.formats;
    expect(options).toMatchObject({ refusal: null, formats: [{ id: 'hf', defaultDtype: 'f32' }] });
    expect(format?.clients.find(({ client }) => client === 'transformers')?.reason).toContain('MixtralForCausalLM');

    const output = options.suggestedOutput;
    const { task } = await exports['exports.start']({ model, format: 'hf', dtype: 'bf16', output }, context);
    const ended = await endOf<'export'>(app, task);
    expect(ended).toMatchObject({ status: 'done', subject: output, result: { path: output, proof: { ok: true } } });
    expect((await stat(join(output, 'model.safetensors'))).size).toBe(format?.dtypes.find(({ id }) => id === 'bf16')?.bytes);

    const [record] = await exports['exports.list']({}, context);
    expect(record).toMatchObject({ path: output, format: 'hf', missing: false, proof: ended.result?.proof });
    expect((await exports['exports.options']({ model }, context)).suggestedOutput).not.toBe(output);
    await rm(output, { recursive: true });
    expect(await exports['exports.list']({}, context)).toMatchObject([{ missing: true }]);
    await exports['exports.forget']({ id: record?.id as string }, context);
    expect(await exports['exports.list']({}, context)).toEqual([]);
    await expect(exports['exports.forget']({ id: record?.id as string }, context)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('of the starter bears its name, though it is in no catalogue yet', async () => {
    const app = await temporaryApp(host);
    const { name, suggestedOutput } = await exportsHandlers(app)['exports.options']({ model: join(app.starter, 'model') }, context);
    expect([name, basename(suggestedOutput)]).toEqual(['Mixwright starter', 'Mixwright-starter']);
  });

  it('that is cancelled or fails leaves nothing', async () => {
    const app = await temporaryApp(host);
    const exports = exportsHandlers(app);
    const output = join(await temporaryFolder(), 'out');
    const order = { model: fixtureFolder('mixtral'), format: 'hf', dtype: null, output };
    const { task } = await exports['exports.start'](order, context);
    await expect(exports['exports.start'](order, context)).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
    app.tasks.cancel(task);
    expect(await endOf(app, task)).toMatchObject({ status: 'cancelled' });
    await app.settings.update({ device: 'none' });
    expect(await endOf(app, (await exports['exports.start'](order, context)).task)).toMatchObject({ status: 'failed', error: { code: 'NOT_FOUND' } });
    expect(existsSync(output)).toBe(false);
    expect(await exports['exports.list']({}, context)).toEqual([]);
  });

  it('that fails leaves an empty folder of the user’s where it was', async () => {
    const app = await temporaryApp(host);
    const output = join(await temporaryFolder(), 'out');
    await mkdir(output);
    await app.settings.update({ device: 'none' });
    const { task } = await exportsHandlers(app)['exports.start']({ model: fixtureFolder('mixtral'), format: 'hf', dtype: null, output }, context);
    expect(await endOf(app, task)).toMatchObject({ status: 'failed' });
    expect(await readdir(output)).toEqual([]);
  });

  it('is refused at once for a format, dtype or place that cannot be', async () => {
    const exports = exportsHandlers(await temporaryApp());
    const output = join(await temporaryFolder(), 'out');
    const order = { model: fixtureFolder('llama'), format: 'hf', dtype: null, output };
    const start = (change: object): Promise<unknown> => exports['exports.start']({ ...order, ...change }, context);
    await expect(start({ format: 'gguf' })).rejects.toMatchObject({ code: 'BAD_OPTIONS', details: { field: 'format' } });
    await expect(start({ dtype: 'q4' })).rejects.toMatchObject({ code: 'BAD_OPTIONS', details: { field: 'dtype' } });
    await writeFile(output, '');
    await expect(start({})).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
  });

  it('of a run that no standard model expresses has no format and the reason', async () => {
    const app = await temporaryApp();
    const run = await newRun(app.services.data, 'both');
    const methods = [
      { id: 'mixlora', options: { experts: 4 } },
      { id: 'lora', options: {} },
    ];
    await writeFile(join(run.directory, 'recipe.json'), JSON.stringify({ ...recipe, methods }));
    await writeFile(join(run.directory, 'base.json'), JSON.stringify({ kind: 'checkpoint', path: fixtureFolder('llama') }));
    await addCheckpoint(run.directory, 3);
    const exports = exportsHandlers(app);
    expect(await exports['exports.options']({ model: run.id }, context)).toMatchObject({
      name: 'both',
      formats: [],
      refusal: expect.stringContaining('merged'),
    });
    const start = exports['exports.start']({ model: run.id, format: 'hf', dtype: null, output: '/tmp/none' }, context);
    await expect(start).rejects.toMatchObject({ code: 'NOT_EXPORTABLE' });
    expect(await readdir(app.services.data.exports).catch(() => [])).toEqual([]);
  });
});

describe('the hand-off of an export', () => {
  it('names only what opens it', async () => {
    const handoff = async (path: string): Promise<readonly string[]> => {
      const texts = await exportsHandlers(await temporaryApp())['exports.handoff']({ path, format: 'hf' }, context);
      return texts.map(({ client }) => client);
    };
    expect(await handoff(join(starter, 'model'))).toEqual(['transformers', 'vllm', 'ollama', 'llama.cpp']);
    expect(await handoff(fixtureFolder('mixtral'))).toEqual(['transformers', 'vllm', 'llama.cpp']);
    expect(await handoff(fixtureFolder('qwen2-moe-no-shared'))).not.toContain('llama.cpp');
  });

  it('quotes paths as each language wants it', async () => {
    const path = join(await temporaryFolder(), 'my model’s "best"');
    await cp(fixtureFolder('llama'), path, { recursive: true });
    const texts = await exportsHandlers(await temporaryApp())['exports.handoff']({ path, format: 'hf' }, context);
    const textOf = (client: string): string => texts.find((each) => each.client === client)?.text ?? '';
    expect(textOf('transformers')).toContain(`path = ${JSON.stringify(path)}`);
    expect(textOf('vllm')).toBe(`vllm serve '${path}'\n`);
  });
});
