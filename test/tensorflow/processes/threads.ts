/** Started by threads.test.ts: computes with TensorFlow in this process's main thread, or in workers, and prints what came out. */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { add, matMul, memory, scalar, setBackend, sum, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { openTensorflow } from '../../../src/tensorflow/tensorflow.ts';

const size = 256;
const rounds = 200;

/** Sums of A·A + i over many rounds: wrong as soon as two threads disturb each other. */
async function compute(): Promise<readonly [number, number]> {
  const opened = await openTensorflow('');
  if (!opened.available) throw new Error(opened.reason);
  opened.register();
  opened.register();
  await setBackend('tensorflow');
  const ones = tensor2d(new Float32Array(size * size).fill(1), [size, size]);
  let total = 0;
  for (let i = 0; i < rounds; i++) total += tidy(() => sum(add(matMul(ones, ones), scalar(i))).dataSync()[0] as number) / size ** 2;
  return [total, memory().numTensors];
}

function inWorker(): Promise<unknown> {
  const worker = new Worker(new URL(import.meta.url), { workerData: 'compute' });
  return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
}

async function terminatedWorker(): Promise<void> {
  const worker = new Worker(new URL(import.meta.url), { workerData: 'compute' });
  await new Promise((resolve) => setTimeout(resolve, 300));
  await worker.terminate();
}

/** What a tensor holds does not follow its array, once it has been used. */
async function sharing(): Promise<readonly number[]> {
  await compute();
  const array = new Float32Array(64).fill(1);
  const tensor = tensor2d(array, [8, 8]);
  add(tensor, 0).dispose();
  array.fill(9);
  return [...add(tensor, 0).dataSync()].slice(0, 3);
}

if (!isMainThread) {
  parentPort?.postMessage(workerData === 'compute' ? await compute() : null);
} else {
  const results = {
    two: await Promise.all([inWorker(), inWorker()]),
    afterThem: await inWorker(),
    terminated: await terminatedWorker(),
    afterThat: await inWorker(),
    main: await compute(),
    sharing: await sharing(),
  };
  console.log(JSON.stringify(results));
}
