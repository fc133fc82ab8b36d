/**
 * What other software does with a checkpoint of a kind, known from its config alone. Facts: research of July to September 2026
 * (transformers 4.57 and 5.18, PEFT 0.21, llama.cpp 0.5.0, the importers of vLLM and Ollama as their sources have them).
 * Where Mixwright's own tests run the reader, the reason says so.
 */

import type { ModelConfig, MoeFfn } from '../../models/model.ts';
import type { ClientSupport } from '../../shared/api/models.ts';

type ClientId = ClientSupport['client'];
type Verdict = Pick<ClientSupport, 'ok' | 'reason'>;

interface Client {
  readonly name: string;
  judge(model: Judged): Verdict;
}

interface Judged {
  readonly config: ModelConfig;
  /** HF's class, architectures[0]. */
  readonly className: string;
  /** The first mixture; null for a dense model. */
  readonly moe: MoeFfn | null;
}

const clients: Readonly<Record<ClientId, Client>> = {
  transformers: { name: 'Transformers', judge: judgeTransformers },
  vllm: { name: 'vLLM', judge: judgeVllm },
  'llama.cpp': { name: 'llama.cpp', judge: judgeLlamaCpp },
  ollama: { name: 'Ollama', judge: judgeOllama },
  lmstudio: { name: 'LM Studio', judge: judgeLmStudio },
  peft: { name: 'PEFT', judge: judgePeft },
};

/** Families whose treatment by each client was looked up; of others nothing is claimed. */
export const examined: ReadonlySet<string> = new Set(['llama', 'mistral', 'qwen2', 'qwen3', 'mixtral', 'qwen2_moe', 'qwen3_moe']);

/** One verdict per client for the safetensors folder that a model of this config is written as. */
export function clientSupport(config: ModelConfig, className: string): ClientSupport[] {
  const judged = { config, className, moe: config.ffn.find((ffn) => ffn.kind === 'moe') ?? null };
  const judgeBy = (client: Client): Verdict => (examined.has(config.modelType) ? client.judge(judged) : notExamined(className));
  return Object.entries(clients).map(([id, client]) => ({ client: id as ClientId, name: client.name, ...judgeBy(client) }));
}

/** Why llama.cpp would compute something else than this model or not load it, whoever writes the GGUF by its own rules; null: it does not. */
export function ggufFault(config: ModelConfig): string | null {
  if (!examined.has(config.modelType)) return `what it does with ${config.modelType} was not looked up`;
  const moe = config.ffn.find((ffn) => ffn.kind === 'moe') ?? null;
  const mixed = moe !== null && config.ffn.some((ffn) => ffn.kind === 'dense');
  if (mixed) return 'its GGUF architectures want a mixture in every layer';
  if (config.modelType === 'qwen2_moe') return qwen2MoeFault(config, moe);
  if (config.modelType === 'qwen3_moe' && moe?.normalizeTopK === false) return 'its qwen3moe always renormalises the chosen experts, this model does not';
  const window = Math.min(...config.attention.windows.map((size) => size ?? Number.POSITIVE_INFINITY));
  if (window >= config.maxPositions) return null;
  return usesLlamaGraph(config)
    ? `it ignores the sliding window of ${window} tokens, so that longer texts are read differently`
    : `whether its ${config.modelType} keeps the sliding window of ${window} tokens was not tried`;
}

function notExamined(className: string): Verdict {
  return { ok: false, reason: `What it does with ${className} was not looked up yet.` };
}

function judgeTransformers({ className }: Judged): Verdict {
  return { ok: true, reason: `Versions 4.57 and 5 load it as ${className}; Mixwright's tests compare logits with both.` };
}

function judgeVllm({ config, className, moe }: Judged): Verdict {
  const { attention } = config;
  if (config.modelType === 'qwen2_moe' && !hasPlainHeads(config)) {
    return {
      ok: false,
      reason: `Its ${className} takes heads of hidden size / heads = ${config.hiddenSize / attention.heads}, these have ${attention.headDim}.`,
    };
  }
  if (config.modelType === 'mixtral' && attention.rope.scaling !== null) {
    return {
      ok: false,
      reason: `Versions before rope_parameters ignore rope scaling (${String(attention.rope.scaling.rope_type)}) in Mixtral and would read positions wrongly; not tried with newer ones.`,
    };
  }
  const renormalised = moe?.normalizeTopK && config.modelType === 'qwen2_moe' ? ', which renormalises as config.json says' : '';
  return { ok: true, reason: `It has ${className}${renormalised}. Read in its source, not run by Mixwright's tests.` };
}

function judgeLlamaCpp({ config }: Judged): Verdict {
  const fault = ggufFault(config);
  return { ok: false, reason: fault === null ? ggufRoute('llama.cpp reads GGUF') : `llama.cpp would not compute this model: ${fault}.` };
}

function judgeOllama({ config, className }: Judged): Verdict {
  const fault = ollamaFault(config, className);
  if (fault === null) return { ok: true, reason: `Its importer takes ${className} folders, given a tokenizer it knows. Not run by Mixwright's tests.` };
  return { ok: false, reason: `Its importer ${fault}. ${ggufAdvice(config)}` };
}

function judgeLmStudio({ config }: Judged): Verdict {
  const fault = ggufFault(config);
  return { ok: false, reason: fault === null ? ggufRoute('LM Studio opens GGUF') : `LM Studio runs llama.cpp, which would not compute this model: ${fault}.` };
}

function judgePeft({ config, moe }: Judged): Verdict {
  if (config.modelType !== 'qwen2_moe' || moe === null) return { ok: true, reason: 'It puts adapters on whatever transformers loads.' };
  return { ok: false, reason: 'PEFT 0.21 on transformers 5 drops adapters on the experts of qwen2_moe without an error; on transformers 4 they work.' };
}

/** What Ollama's safetensors importer does wrong with a folder of ours (convert/*.go at fb30760); null: nothing that was found. */
export function ollamaFault({ attention, hiddenSize, modelType }: ModelConfig, className: string): string | null {
  if (className === 'MixtralForCausalLM') return 'exchanges the up and down projections of a Mixtral’s experts';
  if (className !== 'LlamaForCausalLM' && className !== 'Qwen2ForCausalLM') return `has no ${className}`;
  if (attention.headDim * attention.heads !== hiddenSize)
    return `rotates hidden size / heads = ${hiddenSize / attention.heads} dimensions of a head, these have ${attention.headDim}`;
  if (modelType === 'llama' && attention.biases.qkv) return 'does not reorder the biases of q and k as it does their weights';
  const scaling = attention.rope.scaling?.rope_type;
  if (scaling !== undefined && scaling !== (modelType === 'llama' ? 'llama3' : undefined)) return `does not take over the rope scaling "${String(scaling)}"`;
  return attention.windows.some((window) => window !== null) ? 'leaves out sliding windows' : null;
}

function ggufRoute(need: string): string {
  return `${need}, which Mixwright does not write yet; llama.cpp's convert_hf_to_gguf.py makes it from this folder if it knows the tokenizer.`;
}

function ggufAdvice(config: ModelConfig): string {
  const fault = ggufFault(config);
  return fault === null ? ggufRoute('It needs GGUF') : `GGUF is no way round it: ${fault}.`;
}

/** llama.cpp hard-wires per architecture what config.json would say (FORMATS §4.4). */
function qwen2MoeFault({ tiedEmbeddings }: ModelConfig, moe: MoeFfn | null): string | null {
  if (moe?.normalizeTopK) return 'its qwen2moe never renormalises the chosen experts, this model does';
  if (moe?.sharedWidth === 0) return 'its qwen2moe demands a shared expert, this model has none';
  if (tiedEmbeddings) return 'its qwen2moe demands an output head of its own, this model ties it to the embeddings';
  return null;
}

function usesLlamaGraph({ modelType }: ModelConfig): boolean {
  return modelType === 'llama' || modelType === 'mistral' || modelType === 'mixtral';
}

function hasPlainHeads({ hiddenSize, attention }: ModelConfig): boolean {
  return attention.headDim * attention.heads === hiddenSize;
}
