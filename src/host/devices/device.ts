/** A device of any executor, as the host lists, tests and opens it. */
import type { Executor, ExecutorName } from '../../engine/executors/executor.ts';
import type { ProductChoice } from '../../engine/executors/ggml/products/openProducts.ts';
import type { SelfTestResult } from '../../engine/executors/selfTest/selfTest.ts';
import type { AbortFlag } from '../../llamacpp/abortFlag.ts';

export interface OpenOptions {
  readonly threads?: number;
  /** ggml's on a CPU. */
  readonly products?: ProductChoice;
  readonly abortFlag?: AbortFlag;
}

export interface OpenedDevice {
  readonly executor: Executor;
  /** Bytes it can give now. */
  readonly memoryFree: number;
  /** Whether its memory is the process's own. */
  readonly sharesMemory: boolean;
  /** Whether the process grows by what is planned; else a runtime's own allocator and garbage come on top. */
  readonly growsByPlan: boolean;
}

/** A device that is there. */
export interface PresentDevice {
  readonly present: true;
  /** What --device takes: cpu, vulkan0, cuda0, tfjs-wasm, … */
  readonly id: string;
  readonly executor: ExecutorName;
  readonly kind: 'cpu' | 'gpu' | 'igpu';
  readonly name: string;
  /** 0 where nobody tells. */
  readonly memoryBytes: number;
  /** What decides its results: equal fingerprints share a self-test and a measurement. */
  readonly fingerprint: string;
  /** Imitates a GPU, or interprets: right, and slower than the CPU itself. */
  readonly lastResort: boolean;
  readonly tolerance: { readonly relative: number; readonly absolute: number };
  open(options: OpenOptions): Promise<OpenedDevice>;
}

/** A device that would be there if something were installed. */
export interface MissingDevice {
  readonly present: false;
  readonly id: string;
  readonly executor: ExecutorName;
  readonly kind: 'cpu' | 'gpu';
  readonly name: string;
  /** Why it is missing and the one command that adds it. */
  readonly reason: string;
}

export type KnownDevice = PresentDevice | MissingDevice;

/** One line of `mixwright devices`. */
export interface ListedDevice extends Pick<PresentDevice, 'id' | 'executor' | 'kind' | 'name' | 'memoryBytes'> {
  readonly selfTest: SelfTestResult;
  readonly lastResort: boolean;
  /** Not installed: the self-test's reason says how to add it. */
  readonly missing?: true;
  /** Never tested here: the self-test's reason says when it is. */
  readonly untested?: true;
}
