import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { writeBindingSource } from '../../../src/tensorflow/install/bindingSource.ts';
import { checkDownloaded } from '../../../src/tensorflow/install/downloadWheel.ts';
import { endTree, runCommand } from '../../../src/tensorflow/install/runCommand.ts';
import { findBuildTools } from '../../../src/tensorflow/install/tools.ts';
import { checkWheelFile } from '../../../src/tensorflow/install/unpackWheel.ts';
import { chooseWheel } from '../../../src/tensorflow/install/wheelChoice.ts';
import { findNodePackage } from '../../../src/tensorflow/nodePackage.ts';
import { temporaryFolder } from '../support.ts';

describe('the addon’s source', () => {
  it('is changed where it shares memory with JavaScript, and where threads would meet', async () => {
    const folder = temporaryFolder();
    const compiled = await writeBindingSource(join(findNodePackage().folder, 'binding'), folder);
    expect(compiled.map((path) => path.slice(folder.length + 1))).toEqual(['tfjs_backend.cc', 'tfjs_binding.cc']);
    const text = readFileSync(join(folder, 'tfjs_backend.cc'), 'utf8');
    expect(text).toContain('static thread_local std::set<std::string> ATTR_NAME_SET;');
    expect(text).toContain('memcpy(TF_TensorData(tensor.tensor), array_data, byte_size)');
    expect(text).not.toMatch(/TF_NewTensor|new NapiAutoRef|next_tensor_id_\+\+/);
    // Electron refuses array buffers over foreign memory.
    expect(text + readFileSync(join(folder, 'tfjs_binding.cc'), 'utf8')).not.toMatch(/external_(array)?buffer/);
  });

  it('is not built when it is another one', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'binding'));
    writeFileSync(join(folder, 'binding', 'tfjs_backend.cc'), 'static std::set<std::string> ATTR_NAME_SET;');
    await expect(writeBindingSource(join(folder, 'binding'), join(folder, 'changed'))).rejects.toThrow('found 0 places for "A tensor gets memory');
  });
});

describe('the tools', () => {
  const there = { name: 'x', advice: 'y', find: async () => '/there' };

  it('that are missing are named all at once, with how to get them', async () => {
    const missing = (name: string) => ({ name, advice: `get ${name}`, find: async () => null });
    await expect(findBuildTools({ python: missing('Python'), compiler: there, nodeHeaders: missing('headers') })).rejects.toMatchObject({
      code: 'NOT_AVAILABLE',
      message: 'building TensorFlow’s addon needs Python and headers, not found on this machine',
      details: { hint: 'Python: get Python. headers: get headers' },
    });
  });

  it('are handed on when all are there', async () => {
    expect(await findBuildTools({ python: there, compiler: there, nodeHeaders: there })).toEqual({
      python: '/there',
      compiler: '/there',
      nodeHeaders: '/there',
    });
  });

  it.skipIf(process.platform === 'win32')('are ended by taskkill on Windows, with all that they started', async () => {
    const folder = temporaryFolder();
    // Stands in for Windows' own: what it was asked for, then the end of the process itself.
    writeFileSync(join(folder, 'taskkill'), `#!/bin/sh\necho "$@" > '${join(folder, 'asked')}'\nkill -9 "$2"\n`, { mode: 0o755 });
    vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    endTree(child, 'win32');
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe(`/pid ${child.pid} /T /F\n`);
  });

  it.skipIf(process.platform === 'win32')('are ended themselves where taskkill is missing', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    vi.stubEnv('PATH', temporaryFolder());
    onTestFinished(() => void vi.unstubAllEnvs());
    endTree(child, 'win32');
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
  });

  it('end with whatever they started when the user stops', async () => {
    const stop = new AbortController();
    const started = performance.now();
    setTimeout(() => stop.abort(), 200);
    await expect(runCommand(process.execPath, ['-e', spawnsSleeper], { signal: stop.signal })).rejects.toMatchObject({ code: 'STOPPED' });
    // The sleeper holds the output open: this came back because it, too, was ended.
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('that do not exist give their reason', async () => {
    expect(await runCommand('mixwright-no-such-program', [])).toMatchObject({ status: null, tail: expect.stringContaining('ENOENT') });
  });
});

const spawnsSleeper = "require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => 0, 60000)'], { stdio: 'inherit' })";

describe('wheels', () => {
  it('are chosen by platform and processor, or refused', () => {
    expect(chooseWheel('cpu', 'linux', 'x64')).toMatchObject({ name: 'tensorflow-cpu', version: '2.21.0' });
    expect(chooseWheel('gpu', 'linux', 'x64').name).toBe('tensorflow');
    expect(() => chooseWheel('cpu', 'win32', 'x64')).toThrow('there is no Python wheel to build TensorFlow (cpu) from for win32 on x64');
  });

  it('that the user names must be there and be TensorFlow’s', () => {
    const folder = temporaryFolder();
    const named = (name: string): string => {
      writeFileSync(join(folder, name), '');
      return join(folder, name);
    };
    const wheel = named('tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl');
    expect(checkWheelFile(wheel)).toBe(wheel);
    expect(() => checkWheelFile(named('torch-2.0.0-cp311.whl'))).toThrow(expect.objectContaining({ code: 'BAD_USAGE' }));
    expect(() => checkWheelFile(join(folder, 'none.whl'))).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });

  it('whose checksum is not the tested one are deleted', async () => {
    const wheel = join(temporaryFolder(), 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl');
    writeFileSync(wheel, 'tampered with');
    await expect(checkDownloaded(wheel, chooseWheel('cpu', 'linux', 'x64'), new AbortController().signal)).rejects.toThrow('expected 2b847d217b02');
    expect(() => readFileSync(wheel)).toThrow('ENOENT');
  });
});
