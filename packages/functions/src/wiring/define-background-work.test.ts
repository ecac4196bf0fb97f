import { StoreError } from '@coach-stream/store';
import { systemClock } from '@coach-stream/streaming-core';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as z from 'zod/mini';
import { BackgroundWorkError, defineBackgroundWork, type WorkContext } from './define-background-work.ts';
import { createWorkObserver } from './observe-work.ts';

const schema = z.object({ id: z.string(), size: z.int() });
const EVENT = { id: 'a', size: 3 };

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

type Run = (event: z.infer<typeof schema>, context: WorkContext) => Promise<object>;

/** Invokes work as Lambda would, with so much time left. */
function invoke(run: Run, event: unknown = EVENT, remainingMs = 60_000): Promise<void> {
  const handler = defineBackgroundWork({
    event: schema,
    run,
    observer: createWorkObserver('Work'),
    clock: systemClock,
  });
  return handler(event, { awsRequestId: 'r1', getRemainingTimeInMillis: () => remainingMs });
}

describe('background work', () => {
  it('gets its event, and tells in one line what was done', async () => {
    await invoke(async ({ id, size }) => ({ seen: `${id}${size}` }));
    expect(lines).toMatchObject([
      {
        level: 'INFO',
        message: 'Work ended',
        requestId: 'r1',
        outcome: 'done',
        seen: 'a3',
        totalMs: expect.any(Number),
      },
    ]);
  });

  it('that fails is tried again by Lambda: it throws, and neither the error nor the log quotes what was thrown', async () => {
    const cause = new StoreError('STORAGE_UNAVAILABLE', 'Reading a page failed.', new TypeError('secret'));
    const thrown = await invoke(() => Promise.reject(cause)).catch((error: unknown) => error);
    expect(thrown).toEqual(new BackgroundWorkError('The work failed', 'r1'));
    expect(thrown).not.toHaveProperty('cause');
    expect(thrown).toHaveProperty(
      'stack',
      'BackgroundWorkError: The work failed; the log line of request r1 tells why.',
    );
    expect(lines).toMatchObject([
      {
        level: 'ERROR',
        outcome: 'failed',
        error: { names: ['StoreError', 'TypeError'], messages: ['Reading a page failed.'] },
      },
    ]);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it.each([[{ id: 'secret', size: 'secret' }], [{ size: 3 }], ['secret'], [null]])(
    'refuses the event %j, naming members and no values',
    async (event) => {
      const run = jest.fn<Run>();
      await expect(invoke(run, event)).rejects.toThrow('The event is not what this function takes');
      expect(run).not.toHaveBeenCalled();
      expect(lines).toMatchObject([{ level: 'ERROR', outcome: 'refused', members: [expect.any(String)] }]);
      expect(JSON.stringify(lines)).not.toContain('secret');
    },
  );

  it('is given up two seconds before Lambda would end it, and told that', async () => {
    const { promise: aborted, resolve } = Promise.withResolvers<void>();
    const run: Run = (_event, { signal }) => {
      signal.addEventListener('abort', () => resolve());
      return new Promise(() => undefined);
    };
    await expect(invoke(run, EVENT, 2_020)).rejects.toThrow('The work failed');
    await aborted;
    expect(lines).toMatchObject([{ outcome: 'late', error: { names: ['Error'], messages: [] } }]);
  });

  it('leaves no timer behind', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    await invoke(async () => ({}));
    expect(timers()).toBe(before);
  });
});
