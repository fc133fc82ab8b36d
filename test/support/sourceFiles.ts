/** What the files of src/ import and extend, read from their syntax: the facts that test/layers.test.ts judges. */
import { readdirSync, readFileSync } from 'node:fs';
import { posix, sep } from 'node:path';
import { parseAst } from 'vite';

export interface SourceFile {
  /** Below src/, with forward slashes: "engine/graph.ts". */
  readonly path: string;
  readonly imports: readonly SourceImport[];
  /** What its classes extend, as written: "Error". */
  readonly extended: readonly string[];
}

export interface SourceImport {
  /** As written: "../shared/errors.ts", "node:fs", "koffi". */
  readonly specifier: string;
  /** The imported file below src/; null for packages and built-in modules. */
  readonly path: string | null;
  /** Gone after compilation. */
  readonly typesOnly: boolean;
}

/** All TypeScript files of src/ but declarations, in order of their paths. */
export function readSourceFiles(): readonly SourceFile[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => /(?<!\.d)\.tsx?$/.test(path))
    .sort()
    .map((path) => readSourceFile(path, readFileSync(`src/${path}`, 'utf8')));
}

/** Every form of import counts: of types, re-exports, `import()` and `import('…').Type`. */
export function readSourceFile(path: string, text: string): SourceFile {
  const imports: SourceImport[] = [];
  const extended: string[] = [];
  visit(parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' }), (node) => {
    const specifier = importForms.has(node.type) && isNode(node.source) ? node.source.value : undefined;
    if (typeof specifier === 'string') {
      const typesOnly = node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type';
      imports.push({ specifier, path: specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : null, typesOnly });
    }
    if (isNode(node.superClass)) extended.push(text.slice(node.superClass.start, node.superClass.end));
  });
  return { path, imports, extended };
}

const importForms: ReadonlySet<string> = new Set(['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration', 'ImportExpression', 'TSImportType']);

interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

function visit(value: unknown, see: (node: SyntaxNode) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, see);
  } else if (isNode(value)) {
    see(value);
    for (const child of Object.values(value)) visit(child, see);
  }
}
