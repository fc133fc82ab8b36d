/** Commands that look at a model, convert it, compute with it and write it: the promised JSON and exit status. */
import { cp, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { convertShape, devicesShape, evalShape, exportShape, generateShape, inspectShape, logitsShape, methodsShape, verifyShape } from './shapes.ts';
import { createWorkspace } from './workspace.ts';

const { run, path } = await createWorkspace();

describe('what there is', () => {
  it('devices: each with its self-test, and the one that is used', async () => {
    const { status, json } = await run(['devices', '--json']);
    const { devices, default: used } = devicesShape.parse(json());
    expect(status).toBe(0);
    expect(devices.map(({ id }) => id)).toContain(used);
    expect(devices.find(({ id }) => id === 'cpu')?.selfTest).toEqual({ ok: true });
  });

  it('methods: all of them, or one with its options', async () => {
    const all = methodsShape.parse((await run(['methods', '--json'])).json()).methods;
    expect(all.map(({ id }) => id)).toEqual(expect.arrayContaining(['full', 'lora', 'mixlora', 'sparse-upcycling', 'load-balancing-loss']));
    const { methods } = methodsShape.parse((await run(['methods', 'lora', '--json'])).json());
    expect(methods).toHaveLength(1);
    expect(methods[0]?.options).toContainEqual(expect.objectContaining({ name: 'rank', type: 'integer', default: 8, min: 1 }));
  });

  it('formats: what becomes what', async () => {
    const { status, json } = await run(['formats', '--json']);
    expect(status).toBe(0);
    expect(json()).toMatchObject({
      models: expect.arrayContaining([expect.objectContaining({ modelType: 'llama', becomes: 'mixtral' })]),
      checkpoints: expect.arrayContaining([expect.objectContaining({ format: 'hf', reads: true, writes: true })]),
      datasets: expect.arrayContaining([expect.objectContaining({ id: 'messages', trainable: true })]),
    });
  });

  it('inspect: every tensor, and what the model can become', async () => {
    const { status, json } = await run(['inspect', 'base', '--json']);
    const model = inspectShape.parse(json());
    expect(status).toBe(0);
    expect(model).toMatchObject({ format: 'hf', modelType: 'llama', tokenizer: { vocabSize: 2048 } });
    expect(model.tensors).toHaveLength(21);
    const elements = model.tensors.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    expect(model.parameters).toBe(elements);
    expect(model.canBecome).toContainEqual(expect.objectContaining({ method: 'sparse-upcycling', ok: true }));
  });
});

describe('convert and verify', () => {
  it('makes a mixture of experts with a receipt; verify proves it against its base', async () => {
    const conversion = await run(['convert', 'base', '--method', 'sparse-upcycling', '--experts', '4', '-o', 'moe', '--json']);
    const { output, parameters, receipt } = convertShape.parse(conversion.json());
    expect([conversion.status, output]).toEqual([0, path('moe')]);
    expect(receipt).toMatchObject({ expectedIdentity: true, ok: true });
    expect(parameters.total).toBeGreaterThan(parameters.active);

    // As the app leaves it: whoever gets the folder sees what it was made from, and that it was proved.
    const inspected = (await run(['inspect', 'moe', '--json'])).json<{ receipt: object }>();
    expect(inspected.receipt).toEqual(JSON.parse(await readFile(path('moe', 'receipt.json'), 'utf8')));
    expect(inspected.receipt).toMatchObject({ method: 'sparse-upcycling', options: { experts: 4 }, base: path('base'), seed: 1, ...receipt });
    expect((await run(['inspect', 'base', '--json'])).json()).toMatchObject({ receipt: null });

    const verification = await run(['verify', 'moe', '--against', 'base', '--json']);
    const { ok, checks } = verifyShape.parse(verification.json());
    expect([verification.status, ok]).toEqual([0, true]);
    expect(checks).toContainEqual(expect.objectContaining({ id: 'logits', ok: true }));
  });

  it('verify says by exit status 1 which check failed: a damaged file, other logits', async () => {
    await cp(path('base'), path('cut'), { recursive: true });
    await truncate(path('cut', 'model.safetensors'), 300_000);
    const damaged = await run(['verify', 'cut', '--json']);
    expect([damaged.status, verifyShape.parse(damaged.json()).ok]).toEqual([1, false]);
    expect(damaged.stdout).toContain('cut short');

    await cp(path('base'), path('other'), { recursive: true });
    const file = path('other', 'model.safetensors');
    const weights = await readFile(file);
    // The last matrix of the file, scaled by flipping the signs of its values.
    for (let at = weights.length - 4096 * 4; at < weights.length; at += 4) weights.writeFloatLE(-weights.readFloatLE(at), at);
    await writeFile(file, weights);
    const different = await run(['verify', 'other', '--against', 'base', '--json']);
    expect(different.status).toBe(1);
    expect(verifyShape.parse(different.json()).checks.filter(({ ok }) => !ok)).toEqual([expect.objectContaining({ id: 'logits' })]);
  });
});

describe('computing with a model', () => {
  it('logits: of the last position, and of all with --all, the last of which are the same', async () => {
    const last = logitsShape.parse((await run(['logits', '--model', 'base', '--tokens', '5,6,7', '--json'])).json());
    const all = logitsShape.parse((await run(['logits', '--model', 'base', '--tokens', '5,6,7', '--all', '--json'])).json());
    expect([last.shape, all.shape]).toEqual([
      [1, 2048],
      [3, 2048],
    ]);
    expect(all.data).toHaveLength(3 * 2048);
    expect(all.data.slice(2 * 2048)).toEqual(last.data);
  });

  it('eval: loss and perplexity belong together; per task where rows name one', async () => {
    const { status, json } = await run(['eval', '--model', 'base', '--dataset', 'data.jsonl', '--task-field', 'task', '--sequence-length', '64', '--json']);
    const { loss, perplexity, tokens, perTask } = evalShape.parse(json());
    expect(status).toBe(0);
    expect(perplexity).toBeCloseTo(Math.exp(loss), 6);
    expect(Object.values(perTask ?? {}).reduce((sum, task) => sum + task.tokens, 0)).toBe(tokens);
    expect(Object.keys(perTask ?? {}).length).toBeGreaterThan(1);
  });

  it('generate: at most as many tokens as asked for, and the same ones for the same seed', async () => {
    const ask = ['generate', 'plural of cat?', '--model', 'base', '--max-tokens', '5', '--temperature', '1', '--seed', '3', '--json'];
    const [first, second] = [generateShape.parse((await run(ask)).json()), generateShape.parse((await run(ask)).json())];
    expect(first.tokens.length).toBeGreaterThan(0);
    expect(first.tokens.length).toBeLessThanOrEqual(5);
    expect(second.tokens).toEqual(first.tokens);
  });

  it('export hf: files that are there, proved by reading them back', async () => {
    const { status, lines } = await run(['export', 'base', '--format', 'hf', '-o', 'export', '--json']);
    const { files, proof } = exportShape.parse(lines().at(-1));
    expect(status).toBe(0);
    expect(proof.maxLogitDifference).toBe(0);
    const written = await readdir(path('export'));
    expect(written).toEqual(expect.arrayContaining(['config.json', 'tokenizer.json', 'model.safetensors']));
    expect(files.map((file) => file.path)).toContain(path('export', 'model.safetensors'));
  });
});
