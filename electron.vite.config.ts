/** The build: everything that runs in Node or Electron's main process. What is not in `dependencies` is bundled into out/main/. */
import { join } from 'node:path';
import { defineConfig } from 'electron-vite';

export default defineConfig({
  main: {
    build: {
      outDir: join(process.env.MIXWRIGHT_BUILD_DIR ?? 'out', 'main'),
      minify: false,
      externalizeDeps: true,
      rolldownOptions: {
        input: { cli: 'src/cli/index.ts', host: 'src/host/entry.ts', worker: 'src/host/worker.ts' },
        // All files in one folder: whichever of them starts a host or a worker finds it beside itself.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
});
