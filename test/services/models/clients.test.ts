import { describe, expect, it } from 'vitest';
import { architectures } from '../../../src/models/architectures/index.ts';
import type { ModelConfig } from '../../../src/models/model.ts';
import { clientSupport, examined, ggufFault } from '../../../src/services/models/clients.ts';
import { readPlainModel } from '../../../src/services/models/plainModel.ts';
import type { ClientSupport } from '../../../src/shared/api/models.ts';
import { fixtureFolder } from '../../support/modelFixtures.ts';

type Change = (config: ModelConfig) => ModelConfig;

async function verdicts(fixture: string, change: Change = (config) => config): Promise<Readonly<Record<string, ClientSupport>>> {
  const { config, architecture } = await readPlainModel({ kind: 'checkpoint', path: fixtureFolder(fixture) });
  return Object.fromEntries(clientSupport(change(config), architecture.className).map((each) => [each.client, each]));
}

/** As most models are: hidden size / heads; no rope scaling. */
const plainHeads: Change = ({ attention, ...config }) => {
  const headDim = config.hiddenSize / attention.heads;
  return { ...config, attention: { ...attention, headDim, rope: { ...attention.rope, dimensions: headDim, scaling: null } } };
};

describe('clients', () => {
  it('were looked up for every architecture', () => {
    expect(architectures.map(({ modelType }) => modelType).filter((modelType) => !examined.has(modelType))).toEqual([]);
  });

  it('of a Mixtral: those that read safetensors do, those that read GGUF wait for it', async () => {
    const { transformers, vllm, ollama, peft, ...gguf } = await verdicts('mixtral');
    expect([transformers?.ok, vllm?.ok, peft?.ok]).toEqual([true, true, true]);
    expect(ollama).toMatchObject({ ok: false, reason: expect.stringContaining('exchanges the up and down projections') });
    expect(gguf['llama.cpp']).toMatchObject({ ok: false, reason: expect.stringContaining('convert_hf_to_gguf.py') });
    expect(gguf.lmstudio?.ok).toBe(false);
  });

  it('of a Qwen2-MoE that renormalises: not llama.cpp, which never does', async () => {
    const found = await verdicts('qwen2-moe-no-shared');
    expect(found['llama.cpp']?.reason).toContain('qwen2moe');
    expect(found['llama.cpp']?.reason).not.toContain('convert_hf_to_gguf');
    expect(found.peft).toMatchObject({ ok: false, reason: expect.stringContaining('transformers 5') });
    expect(found.ollama).toMatchObject({ ok: false, reason: expect.stringContaining('Qwen2MoeForCausalLM') });
  });

  it('of a dense llama: Ollama’s importer too, unless it reads something otherwise', async () => {
    expect((await verdicts('llama', plainHeads)).ollama?.ok).toBe(true);
    expect((await verdicts('qwen2-sharded-bf16', plainHeads)).ollama?.ok).toBe(true);
    const reason = async (fixture: string, change?: Change): Promise<string | undefined> => (await verdicts(fixture, change)).ollama?.reason;
    expect(await reason('llama')).toContain('8 dimensions of a head, these have 16');
    expect(await reason('llama-biases', plainHeads)).toContain('biases of q and k');
    expect(await reason('llama-yarn')).toContain('"yarn"');
    expect(await reason('qwen2-windows', plainHeads)).toContain('sliding windows');
    expect(await reason('mistral')).toContain('has no MistralForCausalLM');
  });

  it('know what llama.cpp hard-wires', async () => {
    const { config } = await readPlainModel({ kind: 'checkpoint', path: fixtureFolder('qwen3-moe') });
    const withNorm = (normalizeTopK: boolean): typeof config => ({
      ...config,
      ffn: config.ffn.map((ffn) =>
        ffn.kind === 'moe' ? { ...ffn, normalizeTopK } : { kind: 'moe', experts: 4, topK: 2, width: 8, normalizeTopK, sharedWidth: 0 },
      ),
    });
    expect(ggufFault(withNorm(true))).toBeNull();
    expect(ggufFault(withNorm(false))).toContain('always renormalises');
    const windowed = await readPlainModel({ kind: 'checkpoint', path: fixtureFolder('mistral') });
    expect(ggufFault(windowed.config)).toContain('sliding window');
  });
});
