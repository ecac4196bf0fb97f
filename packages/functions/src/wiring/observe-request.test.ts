import { StoreError } from '@coach-stream/store';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createRequestObserver, type RequestReport } from './observe-request.ts';

const report: RequestReport = {
  requestId: 'r1',
  route: 'conversation',
  method: 'GET',
  status: 200,
  code: undefined,
  cause: undefined,
  totalMs: 9,
};

let lines: Record<string, unknown>[];

/** Powertools writes to the process's streams, each line one JSON object. */
beforeEach(() => {
  lines = [];
  process.env.POWERTOOLS_SERVICE_NAME = 'test';
  const write = (text: unknown) => {
    lines.push(JSON.parse(String(text)));
    return true;
  };
  jest.spyOn(process.stdout, 'write').mockImplementation(write);
  jest.spyOn(process.stderr, 'write').mockImplementation(write);
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('the request observer', () => {
  it('logs one line with route, method, status and time', () => {
    createRequestObserver().onEnd(report);
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'INFO',
        message: 'Request ended',
        requestId: 'r1',
        route: 'conversation',
        method: 'GET',
        status: 200,
        totalMs: 9,
      }),
    ]);
  });

  it.each([
    ['STORAGE_UNAVAILABLE', 503, 'ERROR'],
    ['INTERNAL', 500, 'ERROR'],
    ['USER_MISMATCH', 403, 'INFO'],
    ['INVALID_BODY', 422, 'INFO'],
  ] as const)('logs %s as whose fault it is', (code, status, level) => {
    createRequestObserver().onEnd({ ...report, code, status });
    expect(lines).toMatchObject([{ level, code, status }]);
  });

  it('tells class names of what was thrown and the text of our own errors, and no other text and no stack', () => {
    const cause = new StoreError('STORAGE_UNAVAILABLE', 'Reading a page failed.', new TypeError('secret'));
    createRequestObserver().onEnd({ ...report, code: 'STORAGE_UNAVAILABLE', status: 503, cause });
    expect(lines).toMatchObject([
      { error: { names: ['StoreError', 'TypeError'], messages: ['Reading a page failed.'] } },
    ]);
    createRequestObserver().warn('A turn could not be settled', new TypeError('secret'));
    expect(lines.at(-1)).toMatchObject({ level: 'WARN', error: { names: ['TypeError'], messages: [] } });
    expect(JSON.stringify(lines)).not.toMatch(/secret|observe-request\.test/);
  });
});
