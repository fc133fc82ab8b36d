/** The few functions of ONNX Runtime's C interface that a matrix product needs (onnxruntime_c_api.h, struct OrtApi), typed. */
import { bindAddress, bindFunctions, type NativeFunctions, type Pointer, readPointers, type Signatures } from '../../../../../llamacpp/cTypes.ts';
import { openLibrary } from '../../../../../llamacpp/nativeLibrary.ts';
import { MixwrightError } from '../../../../../shared/errors.ts';
import { testedVersions } from './library.ts';

/** OrtApi only ever grows at its end: the first version with all functions below. */
const apiVersion = 6;

/** Results are statuses, null for success, except of GetErrorMessage and the Release functions. */
const signatures = {
  GetErrorMessage: ['string', 'pointer'],
  /** Log level, name, environment out. */
  CreateEnv: ['pointer?', 'int', 'string', 'buffer'],
  DisableTelemetryEvents: ['pointer?', 'pointer'],
  /** Environment, model and its length, options, session out. */
  CreateSessionFromArray: ['pointer?', 'pointer', 'buffer', 'size', 'pointer', 'buffer'],
  /** Session, run options, input names, inputs, their number, output names, their number, outputs. */
  Run: ['pointer?', 'pointer', 'pointer?', 'buffer', 'buffer', 'size', 'buffer', 'size', 'buffer'],
  CreateSessionOptions: ['pointer?', 'buffer'],
  DisableMemPattern: ['pointer?', 'pointer'],
  DisableCpuMemArena: ['pointer?', 'pointer'],
  SetIntraOpNumThreads: ['pointer?', 'pointer', 'int'],
  SetInterOpNumThreads: ['pointer?', 'pointer', 'int'],
  /** Memory information, address, bytes, sizes, their number, element type, tensor out. */
  CreateTensorWithDataAsOrtValue: ['pointer?', 'pointer', 'pointer', 'size', 'buffer', 'size', 'int', 'buffer'],
  /** Allocator type, memory type, information out. */
  CreateCpuMemoryInfo: ['pointer?', 'int', 'int', 'buffer'],
  ReleaseEnv: ['void', 'pointer'],
  ReleaseStatus: ['void', 'pointer'],
  ReleaseMemoryInfo: ['void', 'pointer'],
  ReleaseSession: ['void', 'pointer'],
  ReleaseValue: ['void', 'pointer'],
  ReleaseSessionOptions: ['void', 'pointer'],
  AddSessionConfigEntry: ['pointer?', 'pointer', 'string', 'string'],
} as const satisfies Signatures;

/** Places in the table. */
const places: Readonly<Record<keyof typeof signatures, number>> = {
  GetErrorMessage: 2,
  CreateEnv: 3,
  DisableTelemetryEvents: 6,
  CreateSessionFromArray: 8,
  Run: 9,
  CreateSessionOptions: 10,
  DisableMemPattern: 17,
  DisableCpuMemArena: 19,
  SetIntraOpNumThreads: 24,
  SetInterOpNumThreads: 25,
  CreateTensorWithDataAsOrtValue: 49,
  CreateCpuMemoryInfo: 69,
  ReleaseEnv: 92,
  ReleaseStatus: 93,
  ReleaseMemoryInfo: 94,
  ReleaseSession: 95,
  ReleaseValue: 96,
  ReleaseSessionOptions: 100,
  AddSessionConfigEntry: 130,
};

export interface OnnxRuntime extends NativeFunctions<typeof signatures> {
  readonly version: string;
  /** Held because a library is unloaded once nobody refers to it; functions bound by address do not. */
  readonly library: ReturnType<typeof openLibrary>;
  /** Throws DEVICE_FAILED with the library's own words unless the status is success; the status is freed. */
  check(status: Pointer | null): void;
  /** Calls a function that gives an object through its last argument. */
  create(call: (out: BigUint64Array) => Pointer | null): Pointer;
}

/** @throws MixwrightError NOT_AVAILABLE when the library does not load or is not the tested version. */
export function loadOnnxRuntime(path: string): OnnxRuntime {
  const library = openLibrary(path);
  const { GetApiBase } = bindFunctions(library, 'Ort', { GetApiBase: ['pointer'] });
  const [getApi, getVersion] = readPointers(GetApiBase(), 2) as [Pointer, Pointer];
  const version = bindAddress(getVersion, ['string'])();
  // Asked before any place in the table is trusted.
  if (version !== testedVersions.library) {
    throw new MixwrightError('NOT_AVAILABLE', `ONNX Runtime is version ${version}, expected ${testedVersions.library}`, { file: path });
  }
  const table = bindAddress(getApi, ['pointer', 'uint32'])(apiVersion);
  const addresses = readPointers(table, Math.max(...Object.values(places)) + 1);
  const bound = Object.entries(signatures).map(([name, signature]) => [
    name,
    bindAddress(addresses[places[name as keyof typeof places]] as Pointer, signature),
  ]);
  const functions = Object.fromEntries(bound) as NativeFunctions<typeof signatures>;
  const check = (status: Pointer | null): void => {
    if (status === null) return;
    const message = functions.GetErrorMessage(status);
    functions.ReleaseStatus(status);
    throw new MixwrightError('DEVICE_FAILED', `ONNX Runtime: ${message}`, { hint: 'set MIXWRIGHT_PRODUCTS=ggml to compute without it' });
  };
  return {
    ...functions,
    version,
    library,
    check,
    create(call) {
      const out = new BigUint64Array(1);
      check(call(out));
      return out[0] as Pointer;
    },
  };
}
