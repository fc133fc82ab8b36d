import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AppContext } from '../../../src/services/app/context.ts';
import { clearAbandonedConversions } from '../../../src/services/conversions/conversions.ts';
import { conversionsHandlers } from '../../../src/services/handlers/conversions.ts';
import { modelsHandlers } from '../../../src/services/handlers/models.ts';
import type { JobEvent } from '../../../src/shared/jobs.ts';
import { bundleHost } from '../../support/hostBundle.ts';
import { fixtureFolder } from '../../support/modelFixtures.ts';
import { type Tap, tappedHosts } from '../../support/tappedHosts.ts';
import { endOf, starter, temporaryApp } from '../appSupport.ts';
import { temporaryFolder } from '../support.ts';

const context = { signal: new AbortController().signal };
const model = join(starter, 'model');
const order = { model, method: 'sparse-upcycling', options: { experts: 4 }, name: 'Starter × 4', output: null, dtype: null, seed: 1, device: 'cpu' } as const;
let host: string;

beforeAll(async () => {
  host = await bundleHost();
});

const writes = (event: JobEvent): boolean => event.type === 'progress' && event.phase === 'writing';
const proves = (event: JobEvent): boolean => event.type === 'phase' && event.phase === 'proving';

function tapped(app: AppContext, tap: Tap): AppContext {
  return { ...app, services: { ...app.services, spawn: tappedHosts(tap) } };
}

function convert(app: AppContext, change: object = {}): Promise<{ task: string }> {
  return conversionsHandlers(app)['conversions.start']({ ...order, ...change }, context);
}

describe('the plan of a conversion', () => {
  it('counts what will be written to the byte, without an engine host', async () => {
    const app = await temporaryApp();
    const plan = await conversionsHandlers(app)['conversions.plan'](order, context);
    expect(plan).toMatchObject({ ok: true, modelType: 'mixtral', experts: 4, topK: 2 });
    if (!plan.ok) return;
    expect(plan.moeLayers).toBe(plan.layers);
    expect(plan.before.bytes).toBe((await stat(join(model, 'model.safetensors'))).size);
    expect(plan.after.activeParameters).toBeLessThan(plan.after.parameters);
    expect(plan.bytes.bf16).toBeLessThan(plan.bytes.f32);
    expect(plan.memory.fullTraining).toBe(16 * plan.after.parameters);
    expect(plan.memory.positions * plan.memory.cacheBytesPerToken).toBeGreaterThan(0);
    expect(plan.clients.map(({ client }) => client)).toEqual(['transformers', 'vllm', 'llama.cpp', 'ollama', 'lmstudio', 'peft']);
  });

  it('says what speaks against it, and which field it is', async () => {
    const { 'conversions.plan': plan } = conversionsHandlers(await temporaryApp());
    const refused = (change: object): Promise<unknown> => plan({ ...order, ...change }, context);
    expect(await refused({ options: { experts: 2, topK: 3 } })).toMatchObject({ ok: false, field: 'topK', hint: expect.any(String) });
    expect(await refused({ options: { experts: 1 } })).toMatchObject({ ok: false, field: 'experts' });
    expect(await refused({ model: fixtureFolder('mixtral') })).toMatchObject({ ok: false, reason: expect.stringContaining('mixture of experts already') });
    expect(await refused({ model: fixtureFolder('llama-biases') })).toMatchObject({ ok: false, reason: expect.stringContaining('bias') });
    expect(await refused({ model: '/none' })).toMatchObject({ ok: false, field: 'model' });
  });
});

describe('a conversion', () => {
  it('gives a model in the catalogue, with its receipt', async () => {
    const app = await temporaryApp(host);
    const phases = new Set<string>();
    const { task } = await convert(app);
    const ended = await endOf<'convert'>(app, task, ({ phase }) => phases.add(phase));
    expect(ended).toMatchObject({ status: 'done', result: { receipt: { expectedIdentity: true, ok: true } } });
    expect(phases).toContain('proving');
    const { id } = (await modelsHandlers(app)['models.list']({}, context))[0] as { id: string };
    expect(ended).toMatchObject({ subject: id, result: { model: id } });
    const listed = await modelsHandlers(app)['models.list']({}, context);
    expect(listed).toMatchObject([{ name: 'Starter × 4', source: 'converted', modelType: 'mixtral', moe: { experts: 4, topK: 2 } }]);

    const folder = join(app.services.data.models, id);
    const plan = await conversionsHandlers(app)['conversions.plan'](order, context);
    expect(plan.ok && plan.bytes[plan.baseDtype]).toBe((await stat(join(folder, 'model.safetensors'))).size);
    expect(plan.ok && plan.after.parameters).toBe(listed[0]?.parameters);
    expect(JSON.parse(await readFile(join(folder, 'receipt.json'), 'utf8'))).toMatchObject({
      method: 'sparse-upcycling',
      options: { experts: 4, topK: 2 },
      base: model,
    });
    expect(await modelsHandlers(app)['models.inspect']({ model: id }, context)).toMatchObject({ receipt: { ok: true, seed: 1 } });
    // Its folder is its record: the catalogue made anew knows it too.
    expect((await app.services.data.catalogue.rebuild()).models[id]).toMatchObject({ source: 'converted', path: folder });
  });

  it('goes where it was told to, if nothing is there', async () => {
    const app = await temporaryApp(host);
    const output = join(await temporaryFolder(), 'out');
    const ended = await endOf<'convert'>(app, (await convert(app, { output, dtype: 'bf16' })).task);
    expect(ended.status).toBe('done');
    expect(await modelsHandlers(app)['models.list']({}, context)).toMatchObject([{ path: output, source: 'added' }]);
    await expect(convert(app, { output })).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
    expect(existsSync(join(output, 'config.json'))).toBe(true);
  });

  it.each([
    { moment: 'it writes', isNow: writes },
    { moment: 'it proves', isNow: proves },
  ])('leaves no folder when it is cancelled while $moment', async ({ isNow }) => {
    const app = await temporaryApp(host);
    const onEvent = (event: JobEvent): void => {
      if (isNow(event)) app.tasks.cancel(task);
    };
    const { task } = await convert(tapped(app, { onEvent }), { options: { experts: 32 } });
    const ended = await endOf<'convert'>(app, task);
    expect(ended).toMatchObject({ status: 'cancelled', result: null });
    expect(await readdir(app.services.data.models)).toEqual([]);
    expect(await modelsHandlers(app)['models.list']({}, context)).toEqual([]);
  });

  it('leaves an empty folder empty when it fails', async () => {
    const app = await temporaryApp(host);
    const output = join(await temporaryFolder(), 'out');
    await mkdir(output);
    const ended = await endOf<'convert'>(app, (await convert(app, { output, device: 'none' })).task);
    expect(ended).toMatchObject({ status: 'failed', error: { code: 'NOT_FOUND' } });
    expect(await readdir(output)).toEqual([]);
  });

  it('stays when it only cannot be entered into the catalogue, and says where it is', async () => {
    const app = await temporaryApp(host);
    const { models } = app.services.data;
    const output = join(await temporaryFolder(), 'out');
    const { task } = await convert(app, { output });
    await rm(models, { recursive: true });
    await writeFile(models, 'no folder');
    const ended = await endOf<'convert'>(app, task);
    expect(ended).toMatchObject({ status: 'failed', error: { hint: expect.stringContaining(output) } });
    expect(await readdir(output)).toEqual(expect.arrayContaining(['config.json', 'model.safetensors', 'receipt.json']));
  });

  it('takes its own files away when its engine dies, and no others', async () => {
    const app = await temporaryApp(host);
    const parent = await temporaryFolder();
    const output = join(parent, 'out');
    await mkdir(output);
    await mkdir(join(parent, '.out.0123abcd.tmp'));
    const dying = (isNow: (event: JobEvent) => boolean, then: () => void = () => undefined): AppContext =>
      tapped(app, {
        onEvent(event, { kill }) {
          if (!isNow(event)) return;
          then();
          kill();
        },
      });
    const half = (await convert(dying(writes), { output, options: { experts: 32 } })).task;
    await endOf<'convert'>(app, half);
    expect((await readdir(parent)).sort()).toEqual(['.out.0123abcd.tmp', 'out']);
    expect(await readdir(output)).toEqual([]);
    const intrude = (): void => writeFileSync(join(output, 'mine.txt'), 'mine');
    const whole = (await convert(dying(proves, intrude), { output, options: { experts: 32 } })).task;
    const ended = await endOf<'convert'>(app, whole);
    expect(ended).toMatchObject({ status: 'failed', error: { code: 'ENGINE_ABORTED' } });
    expect(await readdir(output)).toEqual(['mine.txt']);
  });

  it('that is overtaken takes nothing of who was there first, and says so', async () => {
    const app = await temporaryApp(host);
    const parent = await temporaryFolder();
    const output = join(parent, 'out');
    const overtake = (event: JobEvent): void => {
      if (!proves(event)) return;
      mkdirSync(output);
      for (const name of ['config.json', 'model.safetensors', 'receipt.json']) writeFileSync(join(output, name), 'theirs');
      mkdirSync(join(parent, '.out.0123abcd.tmp'));
    };
    const ended = await endOf<'convert'>(app, (await convert(tapped(app, { onEvent: overtake }), { output, options: { experts: 32 } })).task);
    expect(ended).toMatchObject({ status: 'failed', error: { code: 'OUTPUT_EXISTS' } });
    expect((await readdir(parent)).sort()).toEqual(['.out.0123abcd.tmp', 'out']);
    expect((await readdir(output)).sort()).toEqual(['config.json', 'model.safetensors', 'receipt.json']);
    expect(await readFile(join(output, 'config.json'), 'utf8')).toBe('theirs');
  });

  it('is refused at once where it cannot go', async () => {
    const app = await temporaryApp(host);
    const output = await temporaryFolder();
    await writeFile(join(output, 'mine.txt'), 'mine');
    await expect(convert(app, { output })).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
    await expect(convert(app, { options: { experts: 2, topK: 3 } })).rejects.toMatchObject({ code: 'BAD_OPTIONS' });
    expect(await readFile(join(output, 'mine.txt'), 'utf8')).toBe('mine');
    expect(await readdir(app.services.data.models)).toEqual([]);
  });

  it('whose process was killed is cleared away, when it can be at work no more', async () => {
    const { data } = (await temporaryApp()).services;
    await mkdir(join(data.models, '.half.0123abcd.tmp'));
    await writeFile(join(data.models, '.half.0123abcd.tmp', 'model.safetensors.tmp'), 'half');
    await mkdir(join(data.models, 'taken'));
    await mkdir(join(data.models, 'known'));
    await writeFile(join(data.models, 'known', 'model.json'), '{}');
    await clearAbandonedConversions(data);
    expect(await readdir(data.models)).toHaveLength(3);
    await clearAbandonedConversions(data, Date.now() + 25 * 60 * 60 * 1000);
    expect(await readdir(data.models)).toEqual(['known']);
  });
});
