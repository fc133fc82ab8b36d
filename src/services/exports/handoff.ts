/** Texts that open an export in other software, for people to take over. Only what that software does with it rightly. */
import { basename } from 'node:path';
import type { Handoff } from '../../shared/api/models.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { clientSupport, ggufFault, ollamaFault } from '../models/clients.ts';
import { type PlainModel, readPlainModel } from '../models/plainModel.ts';
import { exportFormats } from './exportFormats.ts';

/** @throws MixwrightError BAD_MODEL where there is no such export; BAD_OPTIONS for a format that does not exist. */
export async function handoffs(path: string, format: string): Promise<Handoff[]> {
  if (!exportFormats.some(({ id }) => id === format)) throw new MixwrightError('BAD_OPTIONS', `there is no export format "${format}"`, { field: 'format' });
  const model = await readPlainModel({ kind: 'checkpoint', path });
  return [transformers(path), ...vllm(path, model), ...ollama(path, model), ...llamaCpp(path, model)];
}

function transformers(path: string): Handoff {
  const text = `from transformers import AutoModelForCausalLM, AutoTokenizer

path = ${pythonText(path)}
tokenizer = AutoTokenizer.from_pretrained(path)
model = AutoModelForCausalLM.from_pretrained(path, device_map="auto")
inputs = tokenizer("Hello", return_tensors="pt").to(model.device)
print(tokenizer.decode(model.generate(**inputs, max_new_tokens=50)[0]))
`;
  return { client: 'transformers', name: 'Transformers', language: 'python', text, help: 'Needs the Python packages transformers, accelerate and torch.' };
}

function vllm(path: string, { config, architecture }: PlainModel): readonly Handoff[] {
  const support = clientSupport(config, architecture.className).find(({ client }) => client === 'vllm');
  if (!support?.ok) return [];
  return [{ client: 'vllm', name: 'vLLM', language: 'bash', text: `vllm serve ${shellText(path)}\n`, help: support.reason }];
}

function ollama(path: string, { config, architecture }: PlainModel): readonly Handoff[] {
  if (ollamaFault(config, architecture.className) !== null) return [];
  const help = `Save it as Modelfile and run: ollama create ${nameFor(path)} -f Modelfile. Ollama must know the tokenizer; it warns when it does not.`;
  return [{ client: 'ollama', name: 'Ollama', language: 'dockerfile', text: `FROM ${path}\n`, help }];
}

function llamaCpp(path: string, { config }: PlainModel): readonly Handoff[] {
  if (ggufFault(config) !== null) return [];
  const file = `${nameFor(path)}.gguf`;
  const text = `python convert_hf_to_gguf.py ${shellText(path)} --outtype auto --outfile ${file}
llama-cli -m ${file}
`;
  const help = `From a checkout of llama.cpp, if its converter knows the tokenizer. LM Studio then takes the file over with: lms import ${file}; Ollama with FROM ./${file} in a Modelfile.`;
  return [{ client: 'llama.cpp', name: 'llama.cpp, LM Studio (by GGUF)', language: 'bash', text, help }];
}

function nameFor(path: string): string {
  return basename(path)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-');
}

/** A Python literal: JSON's escapes are Python's as well. */
function pythonText(text: string): string {
  return JSON.stringify(text);
}

function shellText(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
