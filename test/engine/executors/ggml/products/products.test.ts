import { afterAll, describe, expect, it } from 'vitest';
import { createGgmlExecutor } from '../../../../../src/engine/executors/ggml/executor.ts';
import { openProducts, type ProductChoice, productsFromEnvironment } from '../../../../../src/engine/executors/ggml/products/openProducts.ts';
import { createResources } from '../../../../../src/engine/executors/ggml/resources.ts';
import { tolerances, toleranceUse } from '../../../../../src/engine/executors/tolerances.ts';
import { createGraph, type Variable } from '../../../../../src/engine/graph.ts';
import { add } from '../../../../../src/engine/ops/add.ts';
import { groupedMatmul } from '../../../../../src/engine/ops/groupedMatmul.ts';
import { groupedOuter } from '../../../../../src/engine/ops/groupedOuter.ts';
import { matmul } from '../../../../../src/engine/ops/matmul.ts';
import { softmax } from '../../../../../src/engine/ops/softmax.ts';
import { openBackend } from '../../../../../src/llamacpp/backend.ts';
import { computeCores } from '../../../../../src/llamacpp/cores.ts';
import { loadGgml } from '../../../../../src/llamacpp/ggml.ts';
import { cpuDevice, hasOnnxRuntime } from '../../../../support/executors.ts';

const ggml = loadGgml();
const device = cpuDevice(ggml);

describe('what multiplies', () => {
  const backend = openBackend(ggml, device, { threads: 1 });
  afterAll(() => backend.dispose());
  const open = (choice: ProductChoice) => openProducts(createResources(ggml, backend), choice);

  it.skipIf(!hasOnnxRuntime())('is the library for large products, ggml for small ones and for few rows', () => {
    const products = open('auto');
    const takes = (batch: number, rows: number, inner: number, columns: number): boolean => products.libraryFor({ batch, rows, inner, columns }) !== null;
    expect([takes(1, 1024, 256, 768), takes(16, 512, 32, 256), takes(1, 64, 32, 32), takes(1, 16, 32, 32), takes(1, 1, 1024, 4096)]).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(products.description).toMatch(/^onnxruntime 1\.28\.2 from 65536 multiplications and 5 rows$/);
    products.dispose();
  });

  it.skipIf(!hasOnnxRuntime())('is the library for all, or ggml for all, when told so', () => {
    const [all, none] = [open('onnxruntime'), open('ggml')];
    const tiny = { batch: 1, rows: 1, inner: 1, columns: 1 };
    expect([all.description, all.libraryFor(tiny)?.name, none.description]).toEqual(['onnxruntime 1.28.2', 'onnxruntime 1.28.2', 'ggml']);
    expect(none.libraryFor({ batch: 1, rows: 4096, inner: 4096, columns: 4096 })).toBeNull();
    all.dispose();
  });

  it('is told by the environment, and anything unknown refused', () => {
    expect([undefined, '', 'auto', 'ggml', 'onnxruntime'].map(productsFromEnvironment)).toEqual(['auto', 'auto', 'auto', 'ggml', 'onnxruntime']);
    expect(() => productsFromEnvironment('mkl')).toThrow('expected auto, ggml, onnxruntime, got mkl');
  });
});

describe.skipIf(!hasOnnxRuntime())('large products', () => {
  const [rows, inner, out, experts] = [96, 128, 160, 3];
  const stored: Variable = { name: 'experts', kind: 'frozen', shape: [experts, out, inner], dtype: 'q8_0' };
  const graph = createGraph('large');
  const x = graph.input('x', [rows, inner]);
  const offsets = graph.input('offsets', [experts + 1], 'i32');
  const hidden = matmul(x, graph.input('w', [out, inner]), { transposeB: true });
  const byExpert = groupedMatmul(x, graph.variable(stored), offsets);
  graph.output('y', softmax(add(hidden, byExpert)));
  graph.output('dw', groupedOuter(hidden, x, offsets, experts));
  const values = (length: number, seed: number): Float32Array => Float32Array.from({ length }, (_, i) => Math.sin(seed + i * 0.7));
  const inputs = { x: values(rows * inner, 1), w: values(out * inner, 2), offsets: Int32Array.of(0, 40, 40, rows) };
  const run = (threads: number, products: ProductChoice) => {
    const executor = createGgmlExecutor({ ggml, device, threads, products });
    const session = executor.compile({ large: graph });
    expect(session.memory).toEqual(executor.plan({ large: graph }));
    // Quantised blocks: a scale of 1/16 in f16, then 32 signed bytes.
    session.write(
      stored,
      Uint8Array.from({ length: session.read(stored).length }, (_, i) => [0, 0x2c][i % 34] ?? (i * 37) % 5),
    );
    // Often enough that threads work together at last.
    const results = Array.from({ length: 4 }, () => session.run('large', inputs));
    executor.dispose();
    expect(executor.live()).toEqual({ contexts: 0, buffers: 0, allocators: 0 });
    return results;
  };

  it('agree with ggml, are planned to the byte, and leave experts without rows at zero', () => {
    const [own, library] = [run(1, 'ggml')[0], run(1, 'auto')[0]];
    for (const name of ['y', 'dw']) {
      const [expected, got] = [own?.[name] as Float32Array, library?.[name] as Float32Array];
      expect(toleranceUse(got, expected, tolerances.ggmlCpu), name).toBeLessThanOrEqual(1);
    }
    const empty = library?.dw?.subarray(out * inner, 2 * out * inner) as Float32Array;
    expect(empty.every((value) => value === 0)).toBe(true);
  });

  it.skipIf(computeCores() < 2).each(['ggml', 'auto'] as const)('have the same bits run after run, with any number of threads (%s)', (products) => {
    const [first, ...others] = [...run(1, products), ...run(2, products)];
    for (const other of others) expect(other).toEqual(first);
  });
});
