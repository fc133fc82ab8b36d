/** Small native graphs for the tests: a chain of matrix products, allocated and filled. */
import { ggmlTypes } from '../../src/llamacpp/abi.ts';
import type { Backend } from '../../src/llamacpp/backend.ts';
import type { Pointer } from '../../src/llamacpp/cTypes.ts';
import type { Ggml } from '../../src/llamacpp/ggml.ts';

export interface ProductGraph {
  readonly graph: Pointer;
  readonly result: Pointer;
  dispose(): void;
}

/** result = repeated times: x ← a · x, with a [n, n] and x [columns, n] in ggml's sense (rows of both are dotted). */
export function productGraph(ggml: Ggml, backend: Backend, values: { a: Float32Array; x: Float32Array; n: number; repeats: number }): ProductGraph {
  const { a, x, n, repeats } = values;
  const context = ggml.init(ggml.tensor_overhead() * (repeats + 8) + ggml.graph_overhead_custom(repeats + 8, false));
  const weights = ggml.new_tensor_4d(context, ggmlTypes.f32, n, a.length / n, 1, 1);
  const input = ggml.new_tensor_4d(context, ggmlTypes.f32, n, x.length / n, 1, 1);
  let result = input;
  for (let i = 0; i < repeats; i++) result = ggml.mul_mat(context, weights, result);
  const graph = ggml.new_graph_custom(context, repeats + 8, false);
  ggml.build_forward_expand(graph, result);
  const buffer = ggml.backend_alloc_ctx_tensors_from_buft(context, backend.bufferType) as Pointer;
  ggml.backend_tensor_set(weights, a, 0, a.byteLength);
  ggml.backend_tensor_set(input, x, 0, x.byteLength);
  return {
    graph,
    result,
    dispose() {
      ggml.backend_buffer_free(buffer);
      ggml.free(context);
    },
  };
}
