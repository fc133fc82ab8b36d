/** What can be told to TensorFlow, and the libraries it computes with, that changes what comes out: part of a run's numerics. */

const names = [
  'TF_DETERMINISTIC_OPS',
  // Takes scatters out of it.
  'TF_DISABLE_SCATTER_OP_DETERMINISM',
  // oneDNN: whether it is used, with which instructions, and whether f32 may be multiplied in fewer bits.
  'TF_ENABLE_ONEDNN_OPTS',
  'ONEDNN_MAX_CPU_ISA',
  'DNNL_MAX_CPU_ISA',
  'TF_SET_ONEDNN_FPMATH_MODE',
  'ONEDNN_DEFAULT_FPMATH_MODE',
  'DNNL_DEFAULT_FPMATH_MODE',
  // CUDA: products in TF32, which algorithms are taken.
  'NVIDIA_TF32_OVERRIDE',
  'CUBLAS_WORKSPACE_CONFIG',
  'TF_USE_CUBLASLT',
  'TF_CUDNN_USE_AUTOTUNE',
  // Just-in-time compilation.
  'TF_XLA_FLAGS',
  'XLA_FLAGS',
] as const;

/** Those of the environment that are set. */
export function roundingSettings(environment: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
