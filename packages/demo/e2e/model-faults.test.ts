import type { ErrorCode } from '@coach-stream/streaming-core/contract';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { ask, control, localRun, randomNoun, terminals, textOf } from './support/local-run.ts';
import { readMessages } from './support/stored-messages.ts';

const run = localRun();
const script = (faults: unknown[]) => control(run, 'PUT', '/model/script', { firstTokenMs: 5, tokenMs: 5, faults });

afterEach(() => script([]));
afterAll(() => control(run, 'PUT', '/model/script', {}));

describe('a model that fails', () => {
  it.each<[string, Record<string, unknown>, ErrorCode, boolean]>([
    [
      'is throttled before the stream',
      { kind: 'refuse', error: 'ThrottlingException', times: 9 },
      'MODEL_THROTTLED',
      false,
    ],
    [
      'is throttled midway',
      { kind: 'exception', error: 'throttlingException', afterChunks: 4 },
      'MODEL_THROTTLED',
      true,
    ],
    ['breaks the connection', { kind: 'reset', afterChunks: 4 }, 'MODEL_INTERRUPTED', true],
    ['ends without its stop reason', { kind: 'omit', events: ['messageStop'] }, 'MODEL_INTERRUPTED', true],
    ['ends without its metadata', { kind: 'omit', events: ['metadata'] }, 'MODEL_INTERRUPTED', true],
    [
      'ends without either',
      { kind: 'omit', events: ['messageStop', 'metadata'], afterChunks: 3 },
      'MODEL_INTERRUPTED',
      true,
    ],
    ['sends a malformed frame', { kind: 'malformed', afterChunks: 4 }, 'MODEL_INTERRUPTED', true],
    ['sends no event at all but garbage', { kind: 'malformed', form: 'garbage', times: 9 }, 'MODEL_INTERRUPTED', false],
    ['falls silent midway', { kind: 'stall', afterChunks: 4 }, 'MODEL_TIMEOUT', true],
    ['never says a word', { kind: 'stall' }, 'MODEL_TIMEOUT', false],
    ['refuses the request', { kind: 'refuse', error: 'ValidationException' }, 'MODEL_REFUSED', false],
    ['denies access', { kind: 'refuse', error: 'AccessDeniedException', times: 9 }, 'MODEL_UNAVAILABLE', false],
  ])(
    'and %s ends the stream with one typed error and stores nothing as complete',
    async (_case, fault, code, partial) => {
      await script([fault]);
      const received = await ask(run, `Tell me about ${randomNoun()}, please.`);
      expect(received.status).toBe(200);
      expect(received.isCut).toBe(false);
      expect(terminals(received)).toMatchObject([{ type: 'error', code, partial }]);
      expect(received.events.at(-1)?.event.type).toBe('error');
      const start = received.events[0]?.event;
      const turnId = start?.type === 'start' ? start.turnId : '';
      const stored = (await readMessages(run)).filter((message) => message.turnId === turnId);
      const answers = stored.flatMap((message) =>
        message.role === 'assistant' ? [[message.state, message.content]] : [],
      );
      expect(answers).toEqual(partial ? [['partial', textOf(received)]] : []);

      await script([]);
      const next = await ask(run, `And ${randomNoun()}?`);
      expect(terminals(next)).toMatchObject([{ type: 'complete' }]);
      expect(next.events[0]?.atMs).toBeLessThan(1_000);
    },
  );
});

describe('a function that dies', () => {
  it('in the middle of an answer cuts the connection without a terminal event, and the next request is served', async () => {
    const name = await streamFunction();
    await control(run, 'POST', `/functions/${name}/kill?afterEvents=5`);
    const received = await ask(run, `Tell me about ${randomNoun()}, please.`);
    expect(received.isCut).toBe(true);
    expect(terminals(received)).toEqual([]);
    expect(terminals(await ask(run, 'Still there, coach?'))).toMatchObject([{ type: 'complete' }]);
  });
});

async function streamFunction(): Promise<string> {
  const functions = (await control(run, 'GET', '/functions')) as { logicalId: string; functionUrl?: string }[];
  return functions.find(({ functionUrl }) => functionUrl !== undefined)?.logicalId ?? '';
}
