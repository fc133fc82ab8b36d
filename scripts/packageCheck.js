/**
 * npm run package:check: what the desktop package will hold, checked without Electron's binary. A stand-in for it is packed by
 * electron-builder with the real configuration; then the package's own files are looked at and run by Node.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name) => join(root, 'node_modules', '.bin', name);
/** Marks the fuses within Electron's binary; after it a version, a count, and one character per fuse. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const fuseNames = ['runAsNode', 'cookieEncryption', 'nodeOptions', 'nodeCliInspect', 'asarIntegrity', 'onlyLoadAppFromAsar', 'browserSnapshot', 'fileProtocol'];
/** As electron-builder.yml sets them. */
const expectedFuses = '01001100';
const stubFuses = `${sentinel}\x01\x09111111111`;

/** The files electron-builder takes for granted. */
function makeStub(folder) {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'locales'));
  const binary = join(folder, 'electron');
  writeFileSync(binary, `#!/bin/sh\nexit 0\n# ${stubFuses}\n`, 'latin1');
  chmodSync(binary, 0o755);
  for (const name of ['chrome_100_percent.pak', 'resources.pak', 'locales/en-US.pak', 'LICENSE', 'LICENSES.chromium.html', 'version', 'chrome-sandbox']) {
    writeFileSync(join(folder, name), '');
  }
  const application = join(folder, 'default_app');
  mkdirSync(application);
  writeFileSync(join(application, 'package.json'), '{}');
  execFileSync(process.execPath, [bin('asar'), 'pack', application, join(folder, 'resources', 'default_app.asar')]);
  rmSync(application, { recursive: true });
}

function build(stub, output) {
  const settings = [`-c.electronDist=${stub}`, `-c.directories.output=${output}`, '-c.publish.provider=generic', '-c.publish.url=https://updates.invalid'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin('electron-builder'), '--linux', '--dir', '--publish', 'never', ...settings], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`electron-builder failed:\n${stdout}${stderr}`);
}

/** @returns what is wrong, line by line. */
function inspect(unpacked) {
  const resources = join(unpacked, 'resources');
  const archive = join(resources, 'app.asar');
  const listed = execFileSync(process.execPath, [bin('asar'), 'list', archive], { encoding: 'utf8', maxBuffer: 1e8 }).split('\n');
  const native = (pattern) => listed.filter((path) => pattern.test(path));
  const wire = readFileSync(join(unpacked, 'mixwright'), 'latin1').split(sentinel)[1]?.slice(2) ?? '';
  const problems = [];
  const expect = (holds, problem) => {
    if (!holds) problems.push(problem);
  };
  for (const path of [
    '/package.json',
    '/out/main/index.js',
    '/out/main/host.js',
    '/out/main/worker.js',
    '/out/preload/index.cjs',
    '/out/renderer/index.html',
  ]) {
    expect(listed.includes(path), `${path} is missing`);
  }
  expect(native(/koffi\.node$/).length > 0, 'koffi is missing');
  expect(native(/libggml-base\.so/).length > 0, "ggml's libraries are missing");
  for (const path of native(/\.(node|so|wasm)(\.\d+)*$/))
    expect(existsSync(join(`${archive}.unpacked`, path)), `${path} lies inside the archive, where the system cannot open it`);
  expect(existsSync(join(`${archive}.unpacked`, 'out', 'main', 'host.js')), 'engine hosts lie inside the archive');
  for (const pattern of [/\.map$/, /_test\.js$/, /node_modules\/(electron|react|vite|typescript|@tensorflow\/tfjs)\//]) {
    expect(native(pattern).length === 0, `${native(pattern).length} files like ${native(pattern)[0]} do not belong there`);
  }
  expect(existsSync(join(resources, 'starter', 'model', 'model.safetensors')), 'the starter model is missing');
  expect(existsSync(join(resources, 'icons', 'icon.png')), 'the icon is missing');
  expect(existsSync(join(resources, 'app-update.yml')), 'the updater does not know where to look');
  fuseNames.forEach((name, i) => {
    const wanted = expectedFuses[i];
    expect(wire[i] === wanted, `fuse ${name} is "${wire[i]}", expected "${wanted}"`);
  });
  console.log(`package: ${listed.length} files, ${megabytes(folderBytes(unpacked))} MB without Electron`);
  return problems;
}

/** The packed program, run by Node from its own files alone: nothing it needs may be missing. */
function runPacked(unpacked, folder) {
  const app = join(folder, 'app');
  execFileSync(process.execPath, [bin('asar'), 'extract', join(unpacked, 'resources', 'app.asar'), app]);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(app, 'out', 'main', 'cli.js'), 'devices', '--json', '--data-dir', join(folder, 'data')],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, NODE_PATH: '' },
      timeout: 120_000,
    },
  );
  if (status !== 0) return [`the packed program does not run: ${stdout}${stderr}`];
  const names = JSON.parse(stdout).devices?.map(({ name }) => name) ?? [];
  console.log(`the packed program runs; its devices: ${names.join(', ')}`);
  return names.length > 0 ? [] : ['the packed program finds no device'];
}

function folderBytes(folder) {
  return Number(execFileSync('du', ['-sk', folder], { encoding: 'utf8' }).split('\t')[0]) * 1024;
}

function megabytes(bytes) {
  return Math.round(bytes / 2 ** 20);
}

if (process.platform !== 'linux') {
  console.log('package:check is skipped: its stand-in for Electron is made for Linux');
} else if (!existsSync(join(root, 'out', 'renderer', 'index.html')) || !statSync(join(root, 'node_modules', 'electron-builder')).isDirectory()) {
  console.error('package:check needs the build and its tools: npm install, then npm run build');
  process.exitCode = 1;
} else {
  const folder = mkdtempSync(join(tmpdir(), 'mixwright-package-'));
  try {
    const stub = join(folder, 'electron');
    makeStub(stub);
    build(stub, join(folder, 'dist'));
    const unpacked = join(folder, 'dist', 'linux-unpacked');
    const problems = [...inspect(unpacked), ...runPacked(unpacked, folder)];
    for (const problem of problems) console.error(`package: ${problem}`);
    if (problems.length > 0) process.exitCode = 1;
    else console.log('package: all as it should be');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
