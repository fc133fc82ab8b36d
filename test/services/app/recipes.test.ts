import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { withoutPaths } from '../../../src/services/diagnostics.ts';
import { tappedHosts } from '../../support/tappedHosts.ts';
import { shortDraft, staying } from './draft.ts';
import { rowOf, temporaryApplication, until } from './support.ts';

describe('recipes of the application', () => {
  it('lead to the first run at once: the starter and its sample, entered and copied into the data directory', async () => {
    const application = await temporaryApplication();
    const { handlers, context } = application;
    const { draft } = await handlers['recipes.starter']({}, staying);
    expect(String(draft.model).startsWith(context.services.data.models)).toBe(true);
    const [file] = (draft.dataset as { files: string[] }).files as [string];
    expect(file.startsWith(context.services.data.datasets)).toBe(true);
    expect(existsSync(file)).toBe(true);
    expect((await handlers['recipes.starter']({}, staying)).draft).toEqual(draft);
    expect(await handlers['datasets.list']({}, staying)).toMatchObject([{ name: 'Starter sample', files: [file] }]);
    expect(await handlers['app.info']({}, staying)).toMatchObject({ starter: true, face: 'web', version: '0.0.0' });
  });

  it('are resolved with what they would be by default, or tell which field is wrong', async () => {
    const application = await temporaryApplication();
    const { handlers } = application;
    const draft = await shortDraft(application, { steps: 7 });
    const resolved = await handlers['recipes.resolve']({ draft }, staying);
    if (!resolved.ok) throw new Error(resolved.problem.message);
    expect(resolved.recipe.training).toMatchObject({ steps: 7, learningRate: 1e-3, schedule: 'cosine' });
    expect(resolved.defaults.training).toMatchObject({ steps: null, epochs: 1, microBatch: 4 });
    expect(resolved.defaults.methods.map(({ id }) => id)).toEqual(resolved.recipe.methods.map(({ id }) => id));
    expect(await handlers['recipes.resolve']({ draft: { ...draft, training: { steps: 0 } } }, staying)).toMatchObject({
      ok: false,
      problem: { field: 'training.steps' },
    });
    expect(await handlers['recipes.resolve']({ draft: {} }, staying)).toMatchObject({ ok: false, problem: { field: 'model' } });
    await handlers['settings.update']({ device: 'cpu' }, staying);
    const { device: _, ...plain } = draft;
    expect(await handlers['recipes.resolve']({ draft: plain }, staying)).toMatchObject({ ok: true, recipe: { device: 'cpu' } });
  });

  it('are read from files of other trainers, kept by name, listed and removed', async () => {
    const application = await temporaryApplication();
    const { handlers } = application;
    const text = '{"base_model": "./m", "dataset": {"train_file": "x.jsonl"}, "lr": 1e-4, "methods": [{"peft_type": "LORA", "r": 4}]}';
    const { draft } = await handlers['recipes.read']({ text }, staying);
    expect(draft).toMatchObject({
      model: './m',
      dataset: { files: ['x.jsonl'] },
      methods: [{ id: 'lora', options: { rank: 4 } }],
      training: { learningRate: 1e-4 },
    });
    await expect(handlers['recipes.read']({ text: '{"model":' }, staying)).rejects.toMatchObject({ code: 'BAD_RECIPE' });
    const saved = await handlers['recipes.save']({ name: 'My: first/recipe', draft }, staying);
    expect(await handlers['recipes.list']({}, staying)).toEqual([{ ...saved, savedAt: expect.any(String) }]);
    await handlers['recipes.remove']({ id: saved.id }, staying);
    expect(await handlers['recipes.list']({}, staying)).toEqual([]);
    await expect(handlers['recipes.remove']({ id: '../settings' }, staying)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('have fields whose defaults make a recipe that is read again', async () => {
    const application = await temporaryApplication();
    const { handlers } = application;
    const { training, dataset, samples } = await handlers['recipes.fields']({}, staying);
    expect([training, dataset, samples].flat().every(({ help }) => help.length > 10)).toBe(true);
    const draft = await shortDraft(application);
    const said: Record<string, unknown> = {};
    for (const field of training) {
      if (field.excludes === 'steps') continue;
      const [name, inner] = field.name.split('.') as [string, string | undefined];
      said[name] = inner === undefined ? field.default : { ...(said[name] as object | undefined), [inner]: field.default };
    }
    expect(await handlers['recipes.resolve']({ draft: { ...draft, training: said } }, staying)).toMatchObject({
      ok: true,
      recipe: { training: { steps: 100, betas: [0.9, 0.999], earlyStop: { patience: 3 } } },
    });
  });

  it('are planned and timed by real engines, which end with the call', async () => {
    let onSend = (): void => {};
    const application = await temporaryApplication(undefined, tappedHosts({ onSend: () => onSend() }));
    const { handlers } = application;
    const draft = await shortDraft(application);
    const plan = await handlers['recipes.plan']({ draft }, staying);
    expect(plan).toMatchObject({ fits: true, device: { id: 'cpu' } });
    expect(plan.memory.total).toBeGreaterThan(0);
    const timing = await handlers['recipes.timing']({ draft }, staying);
    expect(timing).toMatchObject({ preparedSteps: 4 });
    expect(timing.secondsPerStep).toBeGreaterThan(0);
    // Its host has the job by then: an end before that would say nothing of engines.
    const abort = new AbortController();
    onSend = () => abort.abort();
    await expect(handlers['recipes.timing']({ draft }, { signal: abort.signal })).rejects.toMatchObject({ code: 'STOPPED' });
  });
});

describe('a run of the application', () => {
  it('shows its curve while it grows, its log, its files and what other programs read', async () => {
    const application = await temporaryApplication();
    const { handlers } = application;
    const { id } = await handlers['runs.start']({ draft: { ...(await shortDraft(application, { steps: 12 })), samples: ['Hello'] }, name: 'watched' }, staying);
    const steps: number[] = [];
    for await (const { columns, evaluations } of handlers['runs.metrics']({ id, epoch: 0, from: 0, everyMs: 50 }, staying)) {
      steps.push(...(columns.step ?? []));
      if (steps.length === 12 && evaluations.some(({ step }) => step === 12)) break;
    }
    expect(steps).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    await until(application, id, ({ status }) => status === 'done');
    const told: string[] = [];
    for await (const entries of handlers['runs.events']({ id }, staying)) {
      told.push(...entries.map(({ at, event }) => (event.type === 'phase' ? `${event.phase}${at ? '' : '?'}` : event.type)));
      if (told.includes('finalizing') && told.includes('sample')) break;
    }
    expect(told).toEqual(expect.arrayContaining(['preparing', 'loading', 'training', 'saving', 'finalizing', 'checkpoint', 'proof', 'sample']));
    const details = await handlers['runs.get']({ id }, staying);
    expect(details).toMatchObject({ row: { name: 'watched', step: 12 }, hasReport: true, numerics: { threads: 1 } });
    expect(details.checkpoints.at(-1)).toMatchObject({ step: 12, bytes: expect.any(Number), loss: expect.any(Number) });
    expect(details.row.peakMemoryBytes).toBeGreaterThan(1e7);
    expect((await handlers['runs.csv']({ id }, staying)).text.split('\r\n')).toHaveLength(14);
    expect((await handlers['runs.report']({ id }, staying)).html).toContain('<html');
    expect((await handlers['runs.routers']({ id, frames: 5 }, staying))?.steps).toHaveLength(5);
    expect(Array.isArray(await handlers['runs.alarms']({ id }, staying))).toBe(true);
    await handlers['runs.rename']({ id, name: 'looked at' }, staying);
    expect((await rowOf(application, id)).name).toBe('looked at');
    // More steps for a run that was done.
    await handlers['runs.resume']({ id, sets: ['training.steps=14'] }, staying);
    await until(application, id, ({ status, step }) => status === 'done' && step === 14);
    await expect(handlers['runs.resume']({ id, sets: ['training.seed=2'] }, staying)).rejects.toMatchObject({ code: 'RESUME_REFUSED' });
    const { text } = await handlers['app.diagnostics']({}, staying);
    expect(text).toContain(application.context.services.data.root);
    expect(text).toContain('self-test passed');
  });
});

describe('diagnostics', () => {
  it('name no paths but those of the data directory', () => {
    expect(withoutPaths(`cannot open ${homedir()}/secret project/x.jsonl, see /data/mix/runs/1`, '/data/mix')).not.toContain('secret');
    expect(withoutPaths('see /data/mix/runs/1: 3/4 done at C:\\Users\\ada\\x.gguf', '/data/mix')).toBe('see /data/mix/runs/1: 3/4 done at <path>');
  });
});
