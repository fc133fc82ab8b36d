import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** A checkout in small: the real scripts and configuration around one-line entries. */
let checkout = '';

beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'mixwright-prepare-'));
  for (const file of ['package.json', 'package-lock.json', 'tsconfig.base.json', 'electron.vite.config.ts', 'scripts/prepare.js', 'bin/mixwright.js']) {
    cpSync(file, join(checkout, file));
  }
  symlinkSync(resolve('node_modules'), join(checkout, 'node_modules'), 'junction');
  write('src/cli/index.ts', "console.log('first', process.argv[2] as string);");
  write('src/host/entry.ts', "console.log('host');");
  write('src/host/worker.ts', "console.log('worker');");
  write('src/main/index.ts', "console.log('main');");
  write('src/preload/index.ts', "console.log('preload');");
  write('src/renderer/index.html', '<script type="module" src="./main.tsx"></script>');
  write('src/renderer/main.tsx', "document.title = 'page';");
});

afterAll(() => rmSync(checkout, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(checkout, file)), { recursive: true });
  writeFileSync(join(checkout, file), text);
}

function run(script: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(checkout, script), ...args], { cwd: checkout, encoding: 'utf8' });
}

describe('preparing a checkout', () => {
  it('is asked for by the program that is not built yet', () => {
    expect(run('bin/mixwright.js')).toMatchObject({ status: 1, stderr: expect.stringContaining('Run: npm run build') });
  });

  it('builds the program, and nothing the second time', () => {
    expect(run('scripts/prepare.js')).toMatchObject({ status: 0, stdout: expect.stringContaining('built out/') });
    expect(run('bin/mixwright.js', 'argument')).toMatchObject({ status: 0, stdout: 'first argument\n' });
    expect(readdirSync(join(checkout, 'out/main')).sort()).toEqual(['cli.js', 'host.js', 'index.js', 'worker.js']);
    expect(readdirSync(join(checkout, 'out')).sort()).toEqual(['.inputs', 'main', 'preload', 'renderer']);
    expect(run('scripts/prepare.js')).toMatchObject({ status: 0, stdout: '' });
    expect(run('scripts/prepare.js', '--force').stdout).toContain('built out/');
  });

  it('builds again when a source changed', () => {
    write('src/cli/index.ts', "console.log('second');");
    expect(run('scripts/prepare.js').stdout).toContain('built out/');
    expect(run('bin/mixwright.js').stdout).toBe('second\n');
  });

  it('keeps the old program when the new one cannot be built, and says what to do', () => {
    write('src/cli/index.ts', "import { missing } from './missing.ts';\nmissing();");
    const failed = run('scripts/prepare.js');
    expect(failed.status).toBe(1);
    expect(failed.stderr).toMatch(/missing\.ts[\s\S]*npm run build/);
    expect(run('bin/mixwright.js').stdout).toBe('second\n');
    expect(run('scripts/prepare.js').status).toBe(1);
    expect(existsSync(join(checkout, 'out.next')) ? readdirSync(join(checkout, 'out.next')) : []).toEqual([]);
  });

  it('leaves nothing of the old program in the new one', () => {
    write('out/main/stale.js', '');
    write('src/cli/index.ts', "console.log('third');");
    run('scripts/prepare.js');
    expect(existsSync(join(checkout, 'out/main/stale.js'))).toBe(false);
    expect(readFileSync(join(checkout, 'out/.inputs'), 'utf8')).toMatch(/^[0-9a-f]{64}$/);
  });
});
