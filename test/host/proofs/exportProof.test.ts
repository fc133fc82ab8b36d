import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openExecutor } from '../../../src/host/executor.ts';
import { conversionReceipt } from '../../../src/host/jobs/convert.ts';
import { materialised } from '../../../src/host/model/materialised.ts';
import type { OpenModel } from '../../../src/host/model/model.ts';
import { openReference } from '../../../src/host/model/openReference.ts';
import { writeModel } from '../../../src/host/model/writeModel.ts';
import { exportProof } from '../../../src/host/proofs/exportProof.ts';
import { findConversionMethod } from '../../../src/methods/index.ts';
import type { ParameterSpec } from '../../../src/models/model.ts';
import { resolveOptions } from '../../../src/shared/options.ts';
import { testControl } from '../../support/control.ts';
import { trainTinyModel } from '../../support/tinyRun.ts';

const folder = mkdtempSync(join(tmpdir(), 'mixwright-proofs-'));
let model: OpenModel;
let plain: OpenModel;
let base: OpenModel;

beforeAll(async () => {
  const mixlora = { id: 'mixlora', options: { experts: 3, rank: 4 } };
  const run = await trainTinyModel(join(folder, 'trained'), { change: (config) => config, dtype: 'f32', methods: [mixlora] });
  model = await openReference(run.trained);
  base = await openReference(run.base);
  plain = materialised(model);
});

afterAll(async () => {
  await model.close();
  await base.close();
  rmSync(folder, { recursive: true, force: true });
});

type Parameter = (spec: ParameterSpec, expert: number | null) => Promise<Float32Array>;

const honest: Parameter = (spec, expert) => plain.read(spec.name, expert ?? undefined);

/** Writes an export made by `parameter` and proves it against what was trained, or against a model that claims `claimed`. */
async function prove(name: string, parameter: Parameter, { dtype = 'f32', claimed = plain }: { dtype?: 'f32' | 'bf16'; claimed?: OpenModel } = {}) {
  const output = join(folder, name);
  await mkdir(output);
  await writeModel(output, { config: plain.config, dtype, tokenizerFolder: model.folder, parameter }, testControl());
  const { executor } = await openExecutor({ device: 'cpu' });
  try {
    return await exportProof({ model, plain: claimed, output, dtype }, { executor, control: testControl() });
  } finally {
    executor.dispose();
  }
}

/** What a faulty materialisation gives, and the export written from it alike: only comparing with the trained model tells. */
function withParameter(parameter: Parameter): OpenModel {
  return { ...plain, read: async (name, expert) => parameter(plain.parameters.find((spec) => spec.name === name) as ParameterSpec, expert ?? null) };
}

describe('the export proof', () => {
  it('holds for an honest export, in f32 and in bf16', async () => {
    expect((await prove('honest', honest)).ok).toBe(true);
    expect((await prove('honest-bf16', honest, { dtype: 'bf16' })).ok).toBe(true);
  });

  const experts = 'model.layers.1.mlp.experts.up_proj.weight';
  /** Expert 2 of a layer as the base has it: its training is dropped. */
  const dropping: Parameter = async (spec, expert) =>
    spec.role === 'experts' && spec.layer === 1 && expert === 2 ? base.read(spec.name.replace('.mlp.experts.', '.mlp.')) : honest(spec, expert);
  /** The rows of two heads of q exchanged. */
  const permuted: Parameter = async (spec, expert) => {
    const values = await honest(spec, expert);
    if (!spec.name.endsWith('layers.0.self_attn.q_proj.weight')) return values;
    const half = values.length / 2;
    return Float32Array.from(values, (_, i) => values[(i + half) % values.length] as number);
  };
  const swapped: Parameter = (spec, expert) => honest(spec, spec.name === experts && expert !== null ? (expert + 1) % 3 : expert);

  it.each([
    ['a dropped expert', dropping],
    ['a wrong permutation of heads', permuted],
    ['experts in another order', swapped],
  ] as const)('fails for %s in the file', async (name, parameter) => {
    const proof = await prove(`file ${name}`, parameter);
    expect(proof.ok).toBe(false);
    expect(proof.detail).toContain('is not what was trained');
  });

  it.each([
    ['a dropped expert', dropping],
    ['a wrong permutation of heads', permuted],
    ['experts in another order', swapped],
  ] as const)('fails for %s made by the materialisation itself', async (name, parameter) => {
    const proof = await prove(`made ${name}`, parameter, { claimed: withParameter(parameter) });
    expect(proof.ok).toBe(false);
  });

  it('fails for a dropped expert in bf16 too, where logits are not bounded', async () => {
    const proof = await prove('bf16 dropped', dropping, { dtype: 'bf16', claimed: withParameter(dropping) });
    expect(proof.ok).toBe(false);
    expect(proof.detail).toContain('expert 2 of layer 1 equals its base');
  });
});

describe('the conversion receipt', () => {
  it('fails when the converted folder does not compute the base function', async () => {
    const method = findConversionMethod('sparse-upcycling');
    const options = resolveOptions(method.options, { experts: 3 }, method.id) as never;
    const config = method.plan(base, options);
    const source = { base: base.config, options, random: { uniform: () => 0.5, normal: () => 0.1 }, read: base.read };
    const write = async (name: string, parameter: Parameter) => {
      await mkdir(join(folder, name));
      await writeModel(join(folder, name), { config, dtype: 'f32', tokenizerFolder: base.folder, parameter }, testControl());
    };
    await write('upcycled', (spec, expert) => method.parameter(spec, expert, source));
    await write('spoilt', async (spec, expert) => {
      const values = await method.parameter(spec, expert, source);
      return spec.role === 'experts' && expert === 1 ? values.map((value) => value * 1.01) : values;
    });
    const receipt = (name: string) => conversionReceipt(base, join(folder, name), { method, options, dtype: 'f32', device: 'cpu', control: testControl() });
    expect((await receipt('upcycled')).ok).toBe(true);
    expect((await receipt('spoilt')).ok).toBe(false);
  });
});
