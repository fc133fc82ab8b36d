import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { findLibraries, unpacked } from '../../src/llamacpp/libraries.ts';

const root = mkdtempSync(join(tmpdir(), 'mixwright-libraries-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('the search for native libraries', () => {
  it('finds the installed package of an allowed version', () => {
    const found = findLibraries({ directory: undefined });
    expect(found.packageVersion).toBe('3.21.1');
    expect(found.base).toMatch(/ggml-base\.(so|dylib|dll)$/);
    expect(found.registry).not.toBe(found.base);
  });

  it.each([
    ['linux', 'x64', 'linux-x64-vulkan', ['libggml-base.so', 'libggml.vulkan.v0.4.0.so', 'libggml-cpu-haswell.so']],
    ['darwin', 'arm64', 'mac-arm64-metal', ['libggml-base.dylib', 'libggml.metal.v0.4.0.dylib', 'libggml-cpu-apple_m1.so']],
    ['win32', 'arm64', 'win-arm64', ['ggml-base.dll', 'ggml.v0.4.0.dll', 'ggml-cpu.dll']],
  ])('knows the file names of %s-%s', (platform, arch, name, files) => {
    const from = fakePackage(name, '3.21.1', [...files, 'ggml-vulkan.dll', 'libllama.so']);
    const found = findLibraries({ platform, arch, from, directory: undefined });
    expect([found.base, found.registry].map((path) => path.split(/[\\/]/).at(-1))).toEqual(files.slice(0, 2));
  });

  it('refuses a version that was not tested', () => {
    const from = fakePackage('linux-x64-vulkan', '3.18.1', ['libggml-base.so']);
    expect(() => findLibraries({ platform: 'linux', arch: 'x64', from, directory: undefined })).toThrow(
      expect.objectContaining({ code: 'NOT_AVAILABLE', message: expect.stringContaining('version 3.18.1, expected 3.21.1') }),
    );
  });

  it('says which package is missing, and which platforms there are', () => {
    const from = pathToFileURL(join(root, 'nothing', 'index.js')).href;
    expect(() => findLibraries({ platform: 'linux', arch: 'x64', from, directory: undefined })).toThrow(
      'expected the npm package @node-llama-cpp/linux-x64-vulkan',
    );
    expect(() => findLibraries({ platform: 'sunos', arch: 'x64', from, directory: undefined })).toThrow('no native libraries for sunos on x64');
  });

  it('takes a folder named by the user, and names the library it lacks', () => {
    const directory = join(root, 'own');
    mkdirSync(directory);
    for (const name of ['libggml-base.so', 'libggml-cpu-x64.so']) writeFileSync(join(directory, name), '');
    expect(() => findLibraries({ directory })).toThrow(`ggml's registry library is missing in ${directory}`);
    writeFileSync(join(directory, 'libggml.so'), '');
    expect(findLibraries({ directory })).toMatchObject({ base: join(directory, 'libggml-base.so'), packageVersion: null });
  });

  it("looks beside Electron's archive, out of which nothing can be loaded", () => {
    expect(unpacked('/app/resources/app.asar/node_modules/x')).toBe('/app/resources/app.asar.unpacked/node_modules/x');
    expect(unpacked('C:\\app\\app.asar\\x')).toBe('C:\\app\\app.asar.unpacked\\x');
    expect(unpacked('/app.asar.unpacked/x')).toBe('/app.asar.unpacked/x');
  });
});

/** A folder with one installed package, given as the URL of a file that would import it. */
function fakePackage(name: string, version: string, files: readonly string[]): string {
  const home = mkdtempSync(join(root, 'app-'));
  const folder = join(home, 'node_modules', '@node-llama-cpp', name);
  mkdirSync(join(folder, 'bins', name), { recursive: true });
  mkdirSync(join(folder, 'dist'));
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: `@node-llama-cpp/${name}`, version, type: 'module', exports: { '.': './dist/index.js' } }),
  );
  writeFileSync(join(folder, 'dist', 'index.js'), '');
  for (const file of files) writeFileSync(join(folder, 'bins', name, file), '');
  return pathToFileURL(join(home, 'index.js')).href;
}
