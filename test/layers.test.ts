/** The architecture as a table: who may import whom, what runs where. Type imports count like all others. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readSourceFile, readSourceFiles, type SourceFile } from './support/sourceFiles.ts';

/** What exists where the code runs; each has its tsconfig. */
const environments = ['pure', 'node', 'web', 'preload'] as const;
type Environment = (typeof environments)[number];

interface Layer {
  readonly environment: Environment;
  readonly imports: readonly string[];
  /** Imported for their types alone. */
  readonly types?: readonly string[];
  /** From npm. */
  readonly packages?: readonly string[];
}

const descriptions = ['methods', 'models', 'weights', 'data', 'report'];

/** By folder or file below src/; a file belongs to the longest that matches. docs/architecture.md shows the same table to people. */
const layers: Readonly<Record<string, Layer>> = {
  shared: { environment: 'pure', imports: [], packages: ['zod'] },
  engine: { environment: 'pure', imports: ['shared'] },
  'engine/executors/reference': { environment: 'pure', imports: ['engine', 'shared'] },
  // A device is compared with the definition.
  'engine/executors/selfTest': { environment: 'pure', imports: ['engine', 'engine/executors/reference', 'shared'] },
  'engine/executors/ggml': { environment: 'node', imports: ['engine', 'llamacpp', 'shared'] },
  'engine/executors/tfjs': {
    environment: 'node',
    imports: ['engine', 'shared', 'weights/halfFloat.ts'],
    packages: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-cpu', '@tensorflow/tfjs-backend-wasm'],
  },
  llamacpp: { environment: 'node', imports: ['shared', 'llamacpp/cores.ts', 'llamacpp/addedLibraries.ts'], packages: ['koffi'] },
  // Load nothing native: services share out cores and add libraries with them.
  'llamacpp/cores.ts': { environment: 'node', imports: [] },
  'llamacpp/addedLibraries.ts': { environment: 'node', imports: [] },
  // Loads the library; only engine hosts do.
  tensorflow: { environment: 'node', imports: ['tensorflow/installation.ts', 'tensorflow/nodePackage.ts', 'shared'], packages: ['@tensorflow/tfjs-core'] },
  // Loads nothing native: services add and remove installations.
  'tensorflow/installation.ts': { environment: 'node', imports: ['tensorflow/nodePackage.ts', 'shared'] },
  'tensorflow/nodePackage.ts': { environment: 'node', imports: ['shared'] },
  'tensorflow/install': { environment: 'node', imports: ['tensorflow/installation.ts', 'tensorflow/nodePackage.ts', 'weights', 'shared'] },
  models: { environment: 'pure', imports: ['engine', 'shared'] },
  methods: { environment: 'pure', imports: ['models', 'engine', 'shared'] },
  compile: { environment: 'pure', imports: ['methods', 'models', 'engine', 'shared'], types: ['data'] },
  data: { environment: 'pure', imports: ['shared'], packages: ['@huggingface/jinja', '@huggingface/tokenizers'] },
  weights: { environment: 'node', imports: ['models', 'shared', 'weights/halfFloat.ts'] },
  // Number formats of weights, which executors decode too.
  'weights/halfFloat.ts': { environment: 'node', imports: [] },
  training: { environment: 'pure', imports: ['compile', 'models', 'engine', 'data', 'shared'] },
  report: { environment: 'pure', imports: ['shared'] },
  services: {
    environment: 'node',
    imports: [...descriptions, 'llamacpp/cores.ts', 'llamacpp/addedLibraries.ts', 'tensorflow/install', 'tensorflow/installation.ts', 'shared'],
    packages: ['lowdb', 'zod'],
  },
  host: {
    environment: 'node',
    imports: [
      ...descriptions,
      'compile',
      'engine',
      'engine/executors/ggml',
      'engine/executors/reference',
      'engine/executors/selfTest',
      'engine/executors/tfjs',
      'llamacpp',
      'llamacpp/cores.ts',
      'tensorflow',
      'tensorflow/installation.ts',
      'weights/halfFloat.ts',
      'training',
      'shared',
    ],
  },
  // The application's faces. The command line starts the web host from one command.
  web: { environment: 'node', imports: ['services', 'shared'], packages: ['ws'] },
  main: { environment: 'node', imports: ['services', 'shared'], packages: ['electron', 'electron-updater', 'zod'] },
  preload: { environment: 'preload', imports: ['shared'], packages: ['electron'] },
  renderer: {
    environment: 'web',
    imports: ['shared'],
    packages: [
      'react',
      'react-dom/client',
      '@mantine/core',
      '@mantine/core/styles.css',
      '@mantine/hooks',
      '@mantine/notifications',
      '@mantine/notifications/styles.css',
      '@tabler/icons-react',
      '@tanstack/react-query',
      '@tanstack/react-virtual',
      'recharts',
      'wouter',
      'zod',
      '@fontsource-variable/inter/wght.css',
      '@fontsource-variable/jetbrains-mono/wght.css',
    ],
  },
  cli: { environment: 'node', imports: ['services', 'shared', 'cli/commands/serve.ts'], packages: ['commander'] },
  'cli/commands/serve.ts': { environment: 'node', imports: ['cli', 'web', 'services', 'shared'], packages: ['commander'] },
};

function layerOf(path: string): string {
  const matching = Object.keys(layers).filter((folder) => `${path}/`.startsWith(`${folder}/`));
  return matching.sort((a, b) => b.length - a.length)[0] ?? `no layer for ${path}`;
}

/** Why a file breaks its layer's line of the table, import by import. */
function violations({ path, imports }: SourceFile): readonly string[] {
  const own = layerOf(path);
  const layer = layers[own];
  if (!layer) return [own];
  const forbidden = imports.filter(({ specifier, path: imported, typesOnly }) => {
    if (specifier.startsWith('node:')) return layer.environment === 'pure';
    if (imported === null) return !layer.packages?.includes(specifier);
    const other = layerOf(imported);
    return other !== own && !layer.imports.includes(other) && !(typesOnly && layer.types?.includes(other));
  });
  return forbidden.map(({ specifier }) => `${path} (${own}) imports ${specifier}`);
}

/** The one circle there is, of types: an op is applied to tensors, and a tensor names its op. Nothing of it is left at run time. */
const recursiveTypes = { from: 'engine/op.ts', to: 'engine/graph.ts' } as const;

function withoutRecursiveTypes(file: SourceFile): SourceFile {
  return file.path === recursiveTypes.from
    ? { ...file, imports: file.imports.filter(({ path, typesOnly }) => !(typesOnly && path === recursiveTypes.to)) }
    : file;
}

/** One line per import that closes a circle: the files from the first to itself. */
function importCycles(files: readonly SourceFile[]): readonly string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const finished = new Set<string>();
  const cycles: string[] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
    if (trail.includes(path) || finished.has(path)) return;
    for (const { path: imported } of byPath.get(path)?.imports ?? []) if (imported !== null) walk(imported, [...trail, path]);
    finished.add(path);
  };
  for (const { path } of files) walk(path, []);
  return cycles;
}

function filesOfProject(project: string): ReadonlySet<string> {
  const listing = execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', project, '--listFilesOnly'], { encoding: 'utf8' });
  return new Set(listing.split(/\r?\n/).flatMap((line) => line.replaceAll('\\', '/').match(/\/src\/(.*)$/)?.[1] ?? []));
}

const files = readSourceFiles();

describe('layers', () => {
  it('import only what their line of the table allows', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap(violations)).toEqual([]);
  });

  it('know no circles', () => {
    expect(importCycles(files.map(withoutRecursiveTypes))).toEqual([]);
  });

  it.each(environments)('are checked in their environment: %s', (environment) => {
    const listed = filesOfProject(`tsconfig.${environment}.json`);
    const own = files.map(({ path }) => path).filter((path) => layers[layerOf(path)]?.environment === environment);
    expect(own.filter((path) => !listed.has(path))).toEqual([]);
  });

  it('are never pure beside Node', () => {
    expect([...filesOfProject('tsconfig.pure.json')].filter((path) => layers[layerOf(path)]?.environment === 'node')).toEqual([]);
  });

  it('inherit no implementation', () => {
    const extensions = files.flatMap(({ path, extended }) => extended.filter((name) => name !== 'Error').map((name) => `${path} extends ${name}`));
    // React catches errors of drawing in a class and nowhere else.
    expect(extensions).toEqual(['renderer/shell/ErrorBoundary.tsx extends Component']);
  });
});

describe('this test', () => {
  it.each([
    ["import { x } from '../host/x.ts';", 1],
    ["import type { X } from '../host/x.ts';", 1],
    ["export * from '../host/x.ts';", 1],
    ["const load = () => import('../host/x.ts');", 1],
    ["let x: import('../host/x.ts').X;", 1],
    ["import { readFileSync } from 'node:fs';", 1],
    ["import koffi from 'koffi';", 1],
    ["import type { Batch } from '../data/data.ts';", 0],
    ["import { Batch } from '../data/data.ts';", 1],
    ["// import { x } from '../host/x.ts';", 0],
  ])('judges %s in a file of compile', (text, expected) => {
    expect(violations(readSourceFile('compile/file.ts', text))).toHaveLength(expected);
  });

  it('sees circles, also of types and through several files', () => {
    const a = readSourceFile('shared/a.ts', "import { b } from './b.ts';");
    const b = readSourceFile('shared/b.ts', "import type { C } from './c.ts';");
    const c = readSourceFile('shared/c.ts', "export { a } from './a.ts';");
    expect(importCycles([a, b, c])).toEqual(['shared/a.ts → shared/b.ts → shared/c.ts → shared/a.ts']);
    expect(importCycles([a, b])).toEqual([]);
  });

  it('sees inheritance', () => {
    expect(readSourceFile('shared/a.ts', 'export class A extends B<C> {}').extended).toEqual(['B']);
  });
});
