/**
 * npm run bench -- train|decode|matmul [--engines A,B] [--peers PYTHON] [--steps N] [--rounds N] [--json]: builds and runs a benchmark, each
 * measurement in a process of its own. What is compared takes turns, round by round, so that a noisy neighbour falls on all.
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'vite';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    steps: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '1' },
    engines: { type: 'string', default: 'ggml' },
    peers: { type: 'string' },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const [benchmark] = positionals;
if (benchmark !== 'train' && benchmark !== 'decode' && benchmark !== 'matmul') {
  console.error('usage: npm run bench -- train|decode|matmul [--engines A,B] [--peers PYTHON] [--steps N] [--rounds N] [--json]');
  process.exit(2);
}
const engines = values.engines.split(',');
const rounds = Number(values.rounds);

await build({
  root,
  configFile: false,
  logLevel: 'error',
  build: {
    ssr: true,
    outDir: `.cache/bench/${benchmark}`,
    emptyOutDir: true,
    rolldownOptions: { input: `bench/${benchmark}.ts`, external: ['koffi', /^@tensorflow\//], output: { entryFileNames: '[name].js' } },
  },
});
// TensorFlow reads its own variables, once, when it is loaded.
const threads = process.env.MIXWRIGHT_THREADS || String(availableParallelism());
const env = { ...process.env, MIXWRIGHT_THREADS: threads, TF_NUM_INTRAOP_THREADS: threads, TF_NUM_INTEROP_THREADS: '1', TF_CPP_MIN_LOG_LEVEL: '2' };

if (benchmark === 'matmul') matmul();
else shapes(benchmark);

/** The last line that a program prints, as JSON; where it fails, what it said ends this one too. */
function measure(command, parameters) {
  const { status, stdout, stderr, error } = spawnSync(command, parameters, { cwd: root, env, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status === 0) return JSON.parse(stdout.trim().split('\n').at(-1));
  console.error(`${[command, ...parameters].join(' ')} failed:\n${error?.message ?? stderr}`);
  process.exit(1);
}

/** Each shape by each engine: training steps, or tokens one by one. */
function shapes(program) {
  const contestants = [
    ...engines.map((engine) => ({
      label: engine,
      run: (shape) => measure(process.execPath, [`.cache/bench/${program}/${program}.js`, shape, values.steps, engine]),
    })),
    ...(values.peers && program === 'train'
      ? [{ label: 'PyTorch', run: (shape) => measure(values.peers, ['bench/peers/train.py', shape, '--steps', values.steps, '--threads', threads]) }]
      : []),
  ];
  const measured = ['dense', 'moe', 'moe-lora'].map((name) => {
    const results = Array.from({ length: rounds }, () => contestants.map(({ run }) => run(name)));
    const figures = contestants.map(({ label }, i) => {
      const own = results.map((round) => round[i]);
      return {
        engine: label,
        tokensPerSecond: median(own.map(({ tokensPerSecond }) => tokensPerSecond)),
        tokensPerCpuSecond: median(own.map(({ tokensPerCpuSecond }) => tokensPerCpuSecond)),
        peakRssBytes: median(own.map(({ peakRssBytes }) => peakRssBytes)),
        /** To the first, within each round. */
        speed: median(results.map((round) => round[i].tokensPerSecond / round[0].tokensPerSecond)),
        work: median(results.map((round) => round[0].tokensPerCpuSecond / round[i].tokensPerCpuSecond)),
        ...(own[0].losses && { losses: own[0].losses }),
      };
    });
    const [{ tokensPerSecond, peakRssBytes }] = figures;
    return { name, tokensPerSecond, peakRssBytes, engines: figures };
  });
  if (values.json) console.log(JSON.stringify({ threads: Number(threads), rounds, shapes: measured }));
  else for (const { name, engines: figures } of measured) for (const figure of figures) console.log(describe(name, figure));
}

function describe(name, { engine, tokensPerSecond, peakRssBytes, speed, work }) {
  const [first] = engines;
  const ratio = engine === first ? '' : `  ${speed.toFixed(2)}x the speed of ${first}, ${work.toFixed(2)}x its CPU time`;
  return `${name.padEnd(9)} ${engine.padEnd(16)} ${tokensPerSecond.toFixed(0).padStart(6)} tokens/s ${(peakRssBytes / 2 ** 20).toFixed(0).padStart(6)} MiB${ratio}`;
}

function matmul() {
  const results = Array.from({ length: rounds }, () => engines.map((engine) => measure(process.execPath, ['.cache/bench/matmul/matmul.js', engine])));
  const names = results[0][0].products.map(({ name }) => name);
  const products = names.map((name, at) => ({
    name,
    engines: engines.map((engine, i) => ({
      engine,
      gflops: median(results.map((round) => round[i].products[at].gflops)),
      speed: median(results.map((round) => round[i].products[at].gflops / round[0].products[at].gflops)),
    })),
  }));
  if (values.json) console.log(JSON.stringify({ threads: Number(threads), rounds, products }));
  else
    for (const { name, engines: figures } of products)
      console.log(
        `${name.padEnd(24)} ${figures.map(({ engine, gflops, speed }) => `${engine} ${gflops.toFixed(0)} GFLOP per CPU second (${speed.toFixed(2)}x)`).join('  ')}`,
      );
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
