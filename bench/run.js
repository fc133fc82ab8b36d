/** npm run bench -- train [--json] [--steps N] [--peers PYTHON]: builds and runs a benchmark, each shape in a process of its own. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'vite';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, steps: { type: 'string', default: '5' }, peers: { type: 'string' } },
});
const root = fileURLToPath(new URL('..', import.meta.url));
if (positionals[0] !== 'train') {
  console.error('usage: npm run bench -- train [--json] [--steps N] [--peers PYTHON]');
  process.exit(2);
}

await build({
  root,
  configFile: false,
  logLevel: 'error',
  build: { ssr: 'bench/train.ts', outDir: '.cache/bench', emptyOutDir: true, rolldownOptions: { external: ['koffi'] } },
});
const names = ['dense', 'moe', 'moe-lora'];
const measure = (command, args) =>
  JSON.parse(
    execFileSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 })
      .trim()
      .split('\n')
      .at(-1),
  );
// Ours and the peer's take turns, so that a noisy neighbour falls on both.
const rows = names.map((name) => ({
  ours: measure(process.execPath, ['.cache/bench/train.js', name, values.steps]),
  peer: values.peers ? measure(values.peers, ['bench/peers/train.py', name, '--steps', values.steps]) : null,
}));
if (values.json) {
  console.log(
    JSON.stringify({ shapes: rows.map(({ ours }) => ({ name: ours.name, tokensPerSecond: ours.tokensPerSecond, peakRssBytes: ours.peakRssBytes })) }),
  );
} else {
  for (const { ours, peer } of rows) {
    const ratio = peer
      ? `  ${(ours.tokensPerSecond / peer.tokensPerSecond).toFixed(2)}x the speed, ${(ours.peakRssBytes / peer.peakRssBytes).toFixed(2)}x the memory of the peer`
      : '';
    console.log(
      `${ours.name.padEnd(9)} ${ours.tokensPerSecond.toFixed(0).padStart(6)} tokens/s  ${(ours.peakRssBytes / 2 ** 20).toFixed(0).padStart(6)} MiB${ratio}`,
    );
  }
}
