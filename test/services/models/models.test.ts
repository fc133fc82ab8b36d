import { cp, mkdir, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { modelsHandlers } from '../../../src/services/handlers/models.ts';
import { trashHandlers } from '../../../src/services/handlers/trash.ts';
import { registerModel } from '../../../src/services/models/models.ts';
import { enterStarter } from '../../../src/services/models/starterModel.ts';
import type { Services } from '../../../src/services/services.ts';
import { bundleHost } from '../../support/hostBundle.ts';
import { fixtureFolder } from '../../support/modelFixtures.ts';
import { endOf, starter, temporaryApp } from '../appSupport.ts';
import { addCheckpoint, evalMetric, newRun, stepMetric, temporaryFolder, writeMetrics } from '../support.ts';

const context = { signal: new AbortController().signal };
let host: string;

beforeAll(async () => {
  host = await bundleHost();
});

describe('models of the application', () => {
  it('are inspected once, listed with their facts, renamed', async () => {
    const app = await temporaryApp(host);
    const models = modelsHandlers(app);
    const folder = join(await temporaryFolder(), 'mix');
    await cp(fixtureFolder('mixtral'), folder, { recursive: true });
    const added = await models['models.add']({ path: folder }, context);
    expect(added).toMatchObject({ name: 'mix', source: 'added', missing: false, modelType: 'mixtral', problem: null });
    expect(added.moe?.experts).toBeGreaterThan(1);
    expect(added.activeParameters).toBeLessThan(added.parameters);
    // One of its files means the same model.
    expect((await models['models.add']({ path: join(folder, 'config.json') }, context)).id).toBe(added.id);

    const facts = join(app.services.data.models, added.id, 'facts.json');
    const { mtimeMs } = await stat(facts);
    expect(await models['models.list']({}, context)).toEqual([added]);
    expect((await stat(facts)).mtimeMs).toBe(mtimeMs);
    await utimes(join(folder, 'model.safetensors'), new Date(), new Date());
    await models['models.list']({}, context);
    expect((await stat(facts)).mtimeMs).toBeGreaterThan(mtimeMs);

    await models['models.rename']({ id: added.id, name: 'My mixture' }, context);
    await rm(join(folder, 'model.safetensors'));
    expect(await models['models.list']({}, context)).toMatchObject([{ name: 'My mixture', missing: false, problem: expect.stringContaining('no weights') }]);
    await rm(folder, { recursive: true });
    expect(await models['models.list']({}, context)).toMatchObject([{ missing: true, parameters: 0 }]);
  });

  it('are inspected side by side; one that cannot be read hides no other', async () => {
    const app = await temporaryApp(host);
    const going = { now: 0, most: 0, begun: 0 };
    const spawn: Services['spawn'] = async (entry, environment) => {
      going.begun++;
      going.most = Math.max(going.most, ++going.now);
      const child = await app.services.spawn(entry, environment);
      child.onExit(() => void going.now--);
      return child;
    };
    const services = { ...app.services, spawn };
    const models = modelsHandlers({ ...app, services });
    const parent = await temporaryFolder();
    const families = ['llama', 'mistral', 'qwen2-moe', 'qwen3', 'mixtral', 'qwen3-moe'];
    for (const name of families) await cp(fixtureFolder(name), join(parent, name), { recursive: true });
    for (const name of families) await registerModel(services.data, join(parent, name));
    await writeFile(join(parent, 'qwen2-moe', 'config.json'), 'no JSON');
    // As the Hugging Face cache looks when what its links lead to is gone.
    await rm(join(parent, 'qwen3', 'model.safetensors'));
    await symlink(join(parent, 'gone'), join(parent, 'qwen3', 'model.safetensors'));
    const ask = () => Promise.all([models['models.list']({}, context), models['models.choices']({}, context)]);
    const [listed, choices] = await ask();
    const problems = Object.fromEntries(listed.map(({ name, problem }) => [name, problem]));
    expect(problems).toEqual({
      ...{ llama: null, mistral: null, mixtral: null, 'qwen3-moe': null },
      ...{ 'qwen2-moe': expect.stringContaining('config.json'), qwen3: expect.stringContaining('model.safetensors') },
    });
    expect(choices.filter(({ kind }) => kind === 'model').map(({ name }) => name)).toEqual([
      ...['qwen3-moe', 'mixtral', 'mistral', 'llama', 'Mixwright starter'],
    ]);
    // For both who asked once, and not all at once.
    expect(going.begun).toBe(families.length);
    expect(going.most).toBeLessThanOrEqual(4);
    await ask();
    expect(going.begun).toBe(families.length);
  });

  it('are inspected no further once nobody waits for them', async () => {
    const app = await temporaryApp(host);
    const abort = new AbortController();
    const begun: Promise<void>[] = [];
    const spawn: Services['spawn'] = async (entry, environment) => {
      const child = await app.services.spawn(entry, environment);
      begun.push(new Promise((resolve) => child.onExit(() => resolve())));
      abort.abort();
      return child;
    };
    const services = { ...app.services, spawn };
    const parent = await temporaryFolder();
    for (const name of ['llama', 'mistral', 'qwen2-moe', 'qwen3', 'mixtral', 'qwen3-moe']) {
      await cp(fixtureFolder(name), join(parent, name), { recursive: true });
      await registerModel(services.data, join(parent, name));
    }
    const { 'models.list': list } = modelsHandlers({ ...app, services });
    await expect(list({}, { signal: abort.signal })).rejects.toMatchObject({ code: 'STOPPED' });
    await Promise.all(begun);
    expect(begun.length).toBeLessThanOrEqual(4);
    // Asked again, by someone who stays, it tells all of them.
    expect((await list({}, context)).map(({ problem }) => problem)).toEqual(new Array(6).fill(null));
  });

  it('are refused with what the path is instead, and nothing is entered', async () => {
    const app = await temporaryApp(host);
    const models = modelsHandlers(app);
    const parent = await temporaryFolder();
    for (const name of ['llama', 'qwen3']) await cp(fixtureFolder(name), join(parent, name), { recursive: true });
    const inner = expect.stringMatching(/llama.* or .*qwen3/);
    await expect(models['models.add']({ path: parent }, context)).rejects.toMatchObject({ code: 'BAD_MODEL', details: { hint: inner } });
    await writeFile(join(parent, 'tiny.gguf'), 'GGUF');
    await expect(models['models.add']({ path: join(parent, 'tiny.gguf') }, context)).rejects.toMatchObject({ code: 'NOT_AVAILABLE' });
    await expect(models['models.add']({ path: join(parent, 'none') }, context)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await models['models.list']({}, context)).toEqual([]);
  });

  it('go to the trash and come back; a folder of the user’s is not touched', async () => {
    const app = await temporaryApp(host);
    const [models, trash] = [modelsHandlers(app), trashHandlers(app)];
    const folder = join(await temporaryFolder(), 'llama');
    await cp(fixtureFolder('llama'), folder, { recursive: true });
    const before = await readdir(folder);
    const { id } = await models['models.add']({ path: folder }, context);
    const removed = await models['models.remove']({ id }, context);
    expect(await models['models.list']({}, context)).toEqual([]);
    expect(await readdir(folder)).toEqual(before);
    await trash['trash.restore']({ ids: [removed.trash] }, context);
    expect(await models['models.list']({}, context)).toMatchObject([{ id, path: folder }]);
  });

  it('that Mixwright made are kept while a run that has not ended trains on them', async () => {
    const app = await temporaryApp(host);
    const { data } = app.services;
    const { id, path } = await enterStarter(data, starter);
    expect((await enterStarter(data, starter)).id).toBe(id);
    const run = await newRun(data, 'busy');
    await writeFile(join(run.directory, 'base.json'), JSON.stringify({ kind: 'checkpoint', path }));
    const remove = () => modelsHandlers(app)['models.remove']({ id }, context);
    await expect(remove()).rejects.toMatchObject({ code: 'RUN_HELD', message: expect.stringContaining('busy') });
    await rm(run.directory, { recursive: true });
    await data.catalogue.rebuild();
    await remove();
    expect(await readdir(data.models)).toEqual([]);
  });

  it('stand among the choices with the starter and the runs', async () => {
    const app = await temporaryApp(host);
    const models = modelsHandlers(app);
    const { id, path } = await models['models.add']({ path: fixtureFolder('qwen3-moe') }, context);
    const run = await newRun(app.services.data, 'mine');
    await newRun(app.services.data, 'without checkpoint');
    for (const step of [5, 7]) await addCheckpoint(run.directory, step);
    await writeMetrics(run.directory, [stepMetric(1), evalMetric(3, 2, { best: true }), evalMetric(5, 1, { best: true }), evalMetric(7, 3)]);
    await writeFile(join(run.directory, 'base.json'), JSON.stringify({ kind: 'checkpoint', path: fixtureFolder('llama') }));
    expect(await models['models.choices']({}, context)).toMatchObject([
      { text: id, aliases: [path], kind: 'model', moe: true, detail: expect.stringContaining('experts, top') },
      { text: join(starter, 'model'), name: 'Mixwright starter', kind: 'model', moe: false },
      { text: `${run.id}@best`, aliases: expect.arrayContaining([run.id, `${run.id}@5`]), name: 'mine (best)', kind: 'run', detail: 'step 5', moe: true },
      { text: `${run.id}@last`, aliases: expect.arrayContaining([`${run.id}@7`]), name: 'mine (last)', kind: 'run', detail: 'step 7', moe: true },
    ]);
  });

  it('are inspected and verified as on the command line', async () => {
    const app = await temporaryApp(host);
    const models = modelsHandlers(app);
    const found = await models['models.inspect']({ model: fixtureFolder('llama') }, context);
    expect(found).toMatchObject({ modelType: 'llama', receipt: null });
    const { task } = await models['models.verify']({ model: fixtureFolder('llama'), against: fixtureFolder('llama') }, context);
    expect(await endOf<'verify'>(app, task)).toMatchObject({ status: 'done', result: { ok: true } });
  });
});

describe('a model in the cache of Hugging Face', () => {
  it('has the name it has there', async () => {
    const app = await temporaryApp(host);
    const snapshot = join(await temporaryFolder(), 'models--org--Tiny-1B', 'snapshots', '0123456789abcdef0123456789abcdef01234567');
    await mkdir(snapshot, { recursive: true });
    await cp(fixtureFolder('llama'), snapshot, { recursive: true });
    expect(await modelsHandlers(app)['models.add']({ path: snapshot }, context)).toMatchObject({ id: 'Tiny-1B', name: 'Tiny-1B' });
  });
});
