/**
 * Where each parameter's values stand in a checkpoint: classic names, one tensor per expert; or the fused layout that
 * transformers 5 keeps in memory and some tools save (gate_up_proj [E, 2·ff, d] with gate rows first, down_proj [E, d, ff]).
 */
import { elementCount, type Shape, sameShape, showShape } from '../engine/shape.ts';
import { MixwrightError } from '../shared/errors.ts';
import type { Architecture, ModelConfig, ParameterSpec } from './model.ts';
import { findLayout, type NameLayout } from './nameLayouts.ts';

/** A range of a stored tensor's elements. */
export interface Slice {
  readonly tensor: string;
  readonly start: number;
  readonly count: number;
}

export interface TensorMap {
  /** By parameter name: its slices in order, one per expert of a stack. */
  readonly slices: ReadonlyMap<string, readonly Slice[]>;
  readonly notes: readonly string[];
  /** A stored head although the config ties it to the embeddings: `resolveTiedHead` compares the two. */
  readonly storedTiedHead: string | null;
}

export interface StoredShape {
  readonly shape: Shape;
}

/** Throws BAD_MODEL for a tensor that is missing, has another shape, or means nothing to this architecture. */
export function mapTensors(architecture: Architecture, config: ModelConfig, stored: ReadonlyMap<string, StoredShape>): TensorMap {
  const layout = findLayout(stored);
  const names = namesIn(stored, layout);
  const slices = new Map(architecture.parameters(config).map((spec) => [spec.name, findParameter(spec, names)]));
  const head = config.tiedEmbeddings ? names.find('lm_head.weight') : null;
  if (head) wholeTensor(head, [config.vocabSize, config.hiddenSize]);

  const used = new Set([...slices.values()].flat().map(({ tensor }) => tensor));
  const silent = new Set([head?.name, ...architecture.placeholders(config).map(({ tensor }) => layout.storedName(tensor))]);
  const rest = [...stored.keys()].filter((name) => !used.has(name) && !silent.has(name));
  const ignored = rest.filter((name) => architecture.ignorable(name));
  const foreign = rest.filter((name) => layout.isForeign(name));
  const unknown = rest.find((name) => !architecture.ignorable(name) && !layout.isForeign(name));
  if (unknown !== undefined) throw unexpected(unknown, architecture);
  return {
    slices,
    notes: [
      ...(layout.note === null ? [] : [layout.note]),
      ...(ignored.length === 0 ? [] : [`ignored ${ignored.length} tensor(s) without meaning, such as ${ignored[0]}`]),
      ...(foreign.length === 0 ? [] : [`left out ${foreign.length} tensor(s) outside the language model, such as ${foreign[0]}`]),
    ],
    storedTiedHead: head?.name ?? null,
  };
}

interface NamedShape extends StoredShape {
  /** As stored. */
  readonly name: string;
}

interface Names {
  readonly layout: NameLayout;
  find(name: string): NamedShape | null;
}

function namesIn(stored: ReadonlyMap<string, StoredShape>, layout: NameLayout): Names {
  return {
    layout,
    find(name) {
      const storedName = layout.storedName(name);
      const tensor = stored.get(storedName);
      return tensor ? { name: storedName, shape: tensor.shape } : null;
    },
  };
}

function findParameter(spec: ParameterSpec, names: Names): readonly Slice[] {
  switch (spec.role) {
    case 'experts':
      return fusedExperts(spec, names) ?? spec.tensors.map((tensor) => wholeTensor(names.find(tensor) ?? missing(spec, tensor, names), spec.shape.slice(1)));
    case 'router':
      return [wholeTensor(found(spec, names) ?? renamedRouter(spec, names) ?? missing(spec, spec.tensors[0], names), spec.shape)];
    default:
      return [wholeTensor(found(spec, names) ?? missing(spec, spec.tensors[0], names), spec.shape)];
  }
}

function found({ tensors: [tensor] }: ParameterSpec, names: Names): NamedShape | null {
  return tensor === undefined ? null : names.find(tensor);
}

/** What transformers 5 calls every router in memory, Mixtral's too. */
function renamedRouter({ name }: ParameterSpec, names: Names): NamedShape | null {
  return names.find(name.replace(/\.router\.weight$/, '.gate.weight'));
}

/** Slices of the stacked tensor, null when the checkpoint has none. */
function fusedExperts(spec: ParameterSpec, names: Names): readonly Slice[] | null {
  const [experts, out, inner] = spec.shape as readonly [number, number, number];
  const [, path, projection] = /^(.*)\.(gate|up|down)_proj\.weight$/.exec(spec.name) as unknown as readonly [string, string, string];
  const down = projection === 'down';
  const stack = names.find(`${path}.${down ? 'down_proj' : 'gate_up_proj'}`);
  if (!stack) return null;
  const { count: total } = wholeTensor(stack, [experts, down ? out : 2 * out, inner]);
  const first = projection === 'up' ? out * inner : 0;
  return Array.from({ length: experts }, (_, expert) => ({ tensor: stack.name, start: (expert * total) / experts + first, count: out * inner }));
}

function wholeTensor({ name, shape }: NamedShape, expected: Shape): Slice {
  if (sameShape(shape, expected)) return { tensor: name, start: 0, count: elementCount(shape) };
  throw new MixwrightError('BAD_MODEL', `tensor "${name}" has shape ${showShape(shape)}, config.json means ${showShape(expected)}`, {
    tensor: name,
    hint: 'config.json and the weights do not belong together',
  });
}

function missing(spec: ParameterSpec, tensor: string | undefined, { layout }: Names): never {
  const name = layout.storedName(tensor ?? spec.name);
  const shape = spec.role === 'experts' ? spec.shape.slice(1) : spec.shape;
  throw new MixwrightError('BAD_MODEL', `tensor "${name}" is missing: expected ${showShape(shape)} for ${spec.name}`, {
    tensor: name,
    hint: 'the checkpoint is incomplete, or config.json belongs to another model',
  });
}

function unexpected(tensor: string, { modelType }: Architecture): MixwrightError {
  return new MixwrightError('BAD_MODEL', `the checkpoint holds tensor "${tensor}", which a ${modelType} model of this config does not have`, {
    tensor,
    hint: 'check that config.json belongs to these weights: its model_type, num_hidden_layers, biases and number of experts',
  });
}
