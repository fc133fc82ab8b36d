/**
 * The functions of ggml that Mixwright calls, by theme, without their prefix `ggml_`: ggml.h, ggml-alloc.h and
 * ggml-backend.h of ggml 0.23.0. Enums are ints, handles pointers; shapes are ggml's own, innermost axis first.
 */
import type { Signatures } from './cTypes.ts';

const library = {
  version: ['string'],
  tensor_overhead: ['size'],
  graph_overhead_custom: ['size', 'size', 'bool'],
  op_name: ['string?', 'int'],
  type_name: ['string?', 'int'],
  log_set: ['void', 'pointer', 'pointer?'],
} as const satisfies Signatures;

const tensors = {
  free: ['void', 'pointer'],
  new_tensor_4d: ['pointer', 'pointer', 'int', 'int64', 'int64', 'int64', 'int64'],
  reset: ['void', 'pointer'],
  set_output: ['void', 'pointer'],
  set_param: ['void', 'pointer'],
  quantize_chunk: ['size', 'int', 'buffer', 'buffer', 'int64', 'int64', 'int64', 'pointer?'],
} as const satisfies Signatures;

const layout = {
  reshape_4d: ['pointer', 'pointer', 'pointer', 'int64', 'int64', 'int64', 'int64'],
  /** A view without a source: whoever reads it depends on nothing. */
  view_tensor: ['pointer', 'pointer', 'pointer'],
  view_4d: ['pointer', 'pointer', 'pointer', 'int64', 'int64', 'int64', 'int64', 'size', 'size', 'size', 'size'],
  permute: ['pointer', 'pointer', 'pointer', 'int', 'int', 'int', 'int'],
  cont: ['pointer', 'pointer', 'pointer'],
  cpy: ['pointer', 'pointer', 'pointer', 'pointer'],
  concat: ['pointer', 'pointer', 'pointer', 'pointer', 'int'],
  pad_ext: ['pointer', 'pointer', 'pointer', 'int', 'int', 'int', 'int', 'int', 'int', 'int', 'int'],
  repeat_4d: ['pointer', 'pointer', 'pointer', 'int64', 'int64', 'int64', 'int64'],
} as const satisfies Signatures;

const arithmetic = {
  add: ['pointer', 'pointer', 'pointer', 'pointer'],
  add_inplace: ['pointer', 'pointer', 'pointer', 'pointer'],
  sub: ['pointer', 'pointer', 'pointer', 'pointer'],
  mul: ['pointer', 'pointer', 'pointer', 'pointer'],
  div: ['pointer', 'pointer', 'pointer', 'pointer'],
  scale_bias: ['pointer', 'pointer', 'pointer', 'float', 'float'],
  clamp: ['pointer', 'pointer', 'pointer', 'float', 'float'],
  neg: ['pointer', 'pointer', 'pointer'],
  abs: ['pointer', 'pointer', 'pointer'],
  sqr: ['pointer', 'pointer', 'pointer'],
  sqrt: ['pointer', 'pointer', 'pointer'],
  exp: ['pointer', 'pointer', 'pointer'],
  log: ['pointer', 'pointer', 'pointer'],
  silu: ['pointer', 'pointer', 'pointer'],
  silu_back: ['pointer', 'pointer', 'pointer', 'pointer'],
  sigmoid: ['pointer', 'pointer', 'pointer'],
  relu: ['pointer', 'pointer', 'pointer'],
  step: ['pointer', 'pointer', 'pointer'],
  tanh: ['pointer', 'pointer', 'pointer'],
  sgn: ['pointer', 'pointer', 'pointer'],
  softplus: ['pointer', 'pointer', 'pointer'],
  sum_rows: ['pointer', 'pointer', 'pointer'],
} as const satisfies Signatures;

const products = {
  mul_mat: ['pointer', 'pointer', 'pointer', 'pointer'],
  out_prod: ['pointer', 'pointer', 'pointer', 'pointer'],
} as const satisfies Signatures;

const layers = {
  soft_max_ext: ['pointer', 'pointer', 'pointer', 'pointer?', 'float', 'float'],
  soft_max_ext_back: ['pointer', 'pointer', 'pointer', 'pointer', 'float', 'float'],
  rms_norm: ['pointer', 'pointer', 'pointer', 'float'],
  rms_norm_back: ['pointer', 'pointer', 'pointer', 'pointer', 'float'],
  rope_ext: ['pointer', 'pointer', 'pointer', 'pointer', 'pointer?', 'int', 'int', 'int', 'float', 'float', 'float', 'float', 'float', 'float'],
  rope_ext_back: ['pointer', 'pointer', 'pointer', 'pointer', 'pointer?', 'int', 'int', 'int', 'float', 'float', 'float', 'float', 'float', 'float'],
  get_rows: ['pointer', 'pointer', 'pointer', 'pointer'],
  get_rows_back: ['pointer', 'pointer', 'pointer', 'pointer', 'pointer'],
  set_rows: ['pointer', 'pointer', 'pointer', 'pointer', 'pointer'],
  opt_step_adamw: ['pointer', 'pointer', 'pointer', 'pointer', 'pointer', 'pointer', 'pointer'],
  /** Context, type, four sizes, sources and their number, function, tasks, user data. */
  custom_4d: ['pointer', 'pointer', 'int', 'int64', 'int64', 'int64', 'int64', 'buffer', 'int', 'pointer', 'int', 'pointer?'],
} as const satisfies Signatures;

const graphs = {
  new_graph_custom: ['pointer', 'pointer', 'size', 'bool'],
  graph_add_node: ['void', 'pointer', 'pointer'],
  build_forward_expand: ['void', 'pointer', 'pointer'],
} as const satisfies Signatures;

const allocation = {
  gallocr_new: ['pointer', 'pointer'],
  gallocr_free: ['void', 'pointer'],
  /** Allocator, graph, buffer ids of nodes and of leaves (NULL: all in the first), sizes out. */
  gallocr_reserve_n_size: ['void', 'pointer', 'pointer', 'pointer?', 'pointer?', 'buffer'],
  gallocr_reserve: ['bool', 'pointer', 'pointer'],
  gallocr_alloc_graph: ['bool', 'pointer', 'pointer'],
  gallocr_get_buffer_size: ['size', 'pointer', 'int'],
  backend_alloc_ctx_tensors_from_buft_size: ['size', 'pointer', 'pointer'],
  backend_alloc_ctx_tensors_from_buft: ['pointer?', 'pointer', 'pointer'],
  backend_buffer_free: ['void', 'pointer'],
  backend_buffer_clear: ['void', 'pointer', 'uint8'],
  backend_buffer_get_size: ['size', 'pointer'],
  /** A buffer over memory that is not ours to free. */
  backend_cpu_buffer_from_ptr: ['pointer', 'pointer', 'size'],
  backend_tensor_alloc: ['int', 'pointer', 'pointer', 'pointer'],
  backend_view_init: ['int', 'pointer'],
  get_data: ['pointer?', 'pointer'],
} as const satisfies Signatures;

const backends = {
  backend_free: ['void', 'pointer'],
  backend_get_default_buffer_type: ['pointer', 'pointer'],
  backend_get_max_size: ['size', 'pointer'],
  backend_get_alignment: ['size', 'pointer'],
  backend_supports_op: ['bool', 'pointer', 'pointer'],
  backend_graph_compute: ['int', 'pointer', 'pointer'],
  backend_tensor_set: ['void', 'pointer', 'buffer', 'size', 'size'],
  backend_tensor_get: ['void', 'pointer', 'buffer', 'size', 'size'],
  backend_tensor_memset: ['void', 'pointer', 'uint8', 'size', 'size'],
} as const satisfies Signatures;

const devices = {
  backend_dev_name: ['string', 'pointer'],
  backend_dev_description: ['string', 'pointer'],
  /** Device, then free and total bytes out. */
  backend_dev_memory: ['void', 'pointer', 'buffer', 'buffer'],
  backend_dev_type: ['int', 'pointer'],
  backend_dev_init: ['pointer?', 'pointer', 'string?'],
  backend_dev_backend_reg: ['pointer', 'pointer'],
  backend_reg_name: ['string', 'pointer'],
  backend_reg_get_proc_address: ['pointer?', 'pointer', 'string'],
  threadpool_params_init: ['void', 'buffer', 'int'],
} as const satisfies Signatures;

/** In the base library. */
export const baseSignatures = {
  ...library,
  ...tensors,
  ...layout,
  ...arithmetic,
  ...products,
  ...layers,
  ...graphs,
  ...allocation,
  ...backends,
  ...devices,
} as const satisfies Signatures;

/** In the registry library. */
export const registrySignatures = {
  /** Null when the library or one it needs cannot be loaded. */
  backend_load: ['pointer?', 'string'],
  backend_load_all_from_path: ['void', 'string'],
  backend_dev_count: ['size'],
  backend_dev_get: ['pointer', 'size'],
} as const satisfies Signatures;

/** Handed out by the CPU backend's registry under their full names, whichever CPU library was loaded. */
export const cpuSignatures = {
  ggml_backend_set_n_threads: ['void', 'pointer', 'int'],
  ggml_backend_set_abort_callback: ['void', 'pointer', 'pointer?', 'pointer?'],
  ggml_threadpool_new: ['pointer?', 'buffer'],
  ggml_threadpool_free: ['void', 'pointer'],
  ggml_backend_cpu_set_threadpool: ['void', 'pointer', 'pointer?'],
  ggml_backend_get_features: ['pointer', 'pointer'],
} as const satisfies Signatures;
