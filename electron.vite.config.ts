/**
 * The build: what runs in Node or Electron's main process, the preload script, and the page. What is not in `dependencies` is bundled,
 * so that a package needs little of node_modules.
 */
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const out = process.env.MIXWRIGHT_BUILD_DIR ?? 'out';

export default defineConfig({
  main: {
    build: {
      outDir: join(out, 'main'),
      minify: false,
      externalizeDeps: true,
      rolldownOptions: {
        input: { index: 'src/main/index.ts', cli: 'src/cli/index.ts', host: 'src/host/entry.ts', worker: 'src/host/worker.ts' },
        // Speed-ups of ws that it does without.
        external: ['bufferutil', 'utf-8-validate'],
        // All files in one folder: whichever of them starts a host or a worker finds it beside itself.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: join(out, 'preload'),
      externalizeDeps: false,
      // A sandboxed preload is one CommonJS file that may require Electron and nothing else.
      rolldownOptions: { input: 'src/preload/index.ts', output: { format: 'cjs', entryFileNames: 'index.cjs' } },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    // Beside `mixwright serve` (scripts/dev.js): the page from here, everything else from there.
    server: {
      host: '127.0.0.1',
      port: 5199,
      strictPort: true,
      proxy: Object.fromEntries(['/rpc', '/upload'].map((path) => [path, { target: 'http://127.0.0.1:5198', ws: true }])),
    },
    // The content security policy takes fonts and pictures from files only.
    build: { outDir: join(out, 'renderer'), minify: 'oxc', assetsInlineLimit: 0, rolldownOptions: { input: 'src/renderer/index.html' } },
  },
});
