/**
 * Reverse-mode differentiation of a graph: emits gradient nodes behind the forward ones. Segments are computed again
 * right before their backward pass, so that only their inputs stay in memory; decisions (`once`) are taken over.
 */
import { MixwrightError } from '../shared/errors.ts';
import type { Graph, Segment, Tensor } from './graph.ts';
import type { Operands } from './op.ts';
import { add } from './ops/add.ts';
import { showShape } from './shape.ts';

/**
 * Gradients of a scalar loss towards `targets`, in their order; null where the loss does not depend on a target.
 * @param extra gradients that a fused forward computation already made (see chunking), by the tensor they flow into.
 */
export function gradients(loss: Tensor, targets: readonly Tensor[], extra: ReadonlyMap<Tensor, Tensor> = new Map()): readonly (Tensor | null)[] {
  if (loss.shape.length !== 0) throw new MixwrightError('INTERNAL', `the loss must be a scalar, not ${showShape(loss.shape)}`);
  const { graph } = loss;
  const upstream = new Map<Tensor, Tensor>(extra);
  if (loss.op) flowInto(upstream, loss, graph.constant(Float32Array.of(1), []));
  const last = Math.max(loss.id, ...[...extra.keys()].map((tensor) => tensor.id));
  const relevant = dependents(graph, targets, last);
  const repeated = new Map<Tensor, Tensor>();
  for (let id = last; id >= 0; id--) {
    const node = graph.nodes[id] as Tensor;
    const dy = upstream.get(node);
    if (!dy || !node.op?.gradient || !relevant.has(node)) continue;
    const segment = graph.segments.find(({ first, end }) => first <= id && id < end);
    const flowing = node.op.gradient(segment ? repeat(node, segment, repeated) : withFreshTransients(node), dy);
    node.inputs.forEach((input, i) => {
      const gradient = flowing[i];
      if (gradient && relevant.has(input)) flowInto(upstream, input, gradient);
    });
    if (!targets.includes(node)) upstream.delete(node);
  }
  return targets.map((target) => upstream.get(target) ?? null);
}

function flowInto(upstream: Map<Tensor, Tensor>, tensor: Tensor, gradient: Tensor): void {
  const known = upstream.get(tensor);
  upstream.set(tensor, known ? add(known, gradient) : gradient);
}

/** Every node up to `last` on a differentiable path from a target. */
function dependents(graph: Graph, targets: readonly Tensor[], last: number): ReadonlySet<Tensor> {
  const found = new Set<Tensor>(targets);
  for (const node of graph.nodes.slice(0, last + 1)) {
    if (node.op?.gradient && node.inputs.some((input) => found.has(input))) found.add(node);
  }
  return found;
}

/** The node with its inputs computed again within the segment; what lies before the segment is kept as it is. */
function repeat(node: Tensor, segment: Segment, repeated: Map<Tensor, Tensor>): Tensor {
  const known = repeated.get(node);
  if (known) return known;
  const inside = node.id >= segment.first && node.id < segment.end;
  if (!node.op || node.op.once || (!inside && !node.op.transient)) return node;
  const inputs = node.inputs.map((input) => repeat(input, segment, repeated));
  const fresh = node.graph.apply(node.op, inputs, node.attributes);
  repeated.set(node, fresh);
  return fresh;
}

/** The same node over fresh copies of inputs that are cheaper to repeat than to keep. */
function withFreshTransients(node: Tensor): Tensor {
  // A copy is computed again wherever the gradient reads the result, as that of softmax does.
  if (!node.inputs.some(({ op }) => op?.transient)) return node;
  const inputs = node.inputs.map((input) => (input.op?.transient ? input.graph.apply(input.op, input.inputs, input.attributes) : input));
  return { ...node, inputs: inputs as unknown as Operands<Tensor> };
}
