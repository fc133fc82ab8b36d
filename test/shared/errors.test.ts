import { describe, expect, it } from 'vitest';
import { exitStatus, fromErrorObject, MixwrightError, toErrorObject } from '../../src/shared/errors.ts';

describe('errors', () => {
  it('cross a process border and come back the same', () => {
    const error = new MixwrightError('BAD_DATASET', 'expected a list', { hint: 'write []', file: '/d.jsonl', line: 3, cause: new Error('inner') });
    const crossed = JSON.parse(JSON.stringify(toErrorObject(error)));
    expect(crossed).toEqual({ type: 'error', code: 'BAD_DATASET', message: 'expected a list', hint: 'write []', file: '/d.jsonl', line: 3 });
    expect(fromErrorObject(crossed)).toMatchObject({ code: error.code, message: error.message, details: error.details });
  });

  it('that nobody foresaw are internal, a full disk is not', () => {
    expect(toErrorObject(new TypeError('x is not a function'))).toEqual({ type: 'error', code: 'INTERNAL', message: 'x is not a function' });
    expect(toErrorObject('thrown text')).toMatchObject({ code: 'INTERNAL', message: 'thrown text' });
    expect(toErrorObject(Object.assign(new Error('write failed'), { code: 'ENOSPC' }))).toMatchObject({ code: 'DISK_FULL' });
  });

  it('end the program as CLI.md promises', () => {
    expect([exitStatus('BAD_RECIPE'), exitStatus('NOT_FINITE'), exitStatus('STOPPED')]).toEqual([2, 1, 130]);
  });
});
