/** The contracts of the weights folder: named tensors on disk, read and written one slice at a time, never the whole model in memory. */

/** Every element type a safetensors file can hold. Values of the float types can be read; the others only as bytes. */
export type StoredDtype =
  | 'f64'
  | 'f32'
  | 'f16'
  | 'bf16'
  | 'f8_e4m3'
  | 'f8_e5m2'
  | 'f8_e4m3fnuz'
  | 'f8_e5m2fnuz'
  | 'f8_e8m0'
  | 'f6_e2m3'
  | 'f6_e3m2'
  | 'f4'
  | 'c64'
  | 'i64'
  | 'i32'
  | 'i16'
  | 'i8'
  | 'u64'
  | 'u32'
  | 'u16'
  | 'u8'
  | 'bool';

export interface StoredTensor {
  readonly name: string;
  /** Outermost first. */
  readonly shape: readonly number[];
  readonly dtype: StoredDtype;
  /** File it lies in, for messages. */
  readonly file: string;
  readonly bytes: number;
}

/** A checkpoint opened for reading. Opening reads headers only and refuses anything malformed, naming the tensor and the rule. */
export interface TensorReader {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Values [start, start + count) of a tensor in row-major order, widened to f32 exactly (f64 is rounded). */
  readFloat32(name: string, start?: number, count?: number): Promise<Float32Array>;
  /** The stored bytes of the same range. */
  readBytes(name: string, start?: number, count?: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface TensorPlan {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'f32' | 'f16' | 'bf16';
}

/** Writes planned tensors. Their places are known from the start, so tensors may come in any order and a slice at a time. */
export interface TensorWriter {
  /** The next f32 values of this tensor in row-major order, rounded to nearest even where the planned dtype is narrower. */
  write(name: string, values: Float32Array): Promise<void>;
  /** Fsyncs and renames into place; throws if a planned tensor is missing or short. */
  finish(): Promise<readonly { readonly path: string; readonly bytes: number }[]>;
  /** Removes what was written. May be called more than once, and after a failed `write` or `finish`, which did it already. */
  abort(): Promise<void>;
}
