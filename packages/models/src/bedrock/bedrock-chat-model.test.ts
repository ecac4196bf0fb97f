import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { assert, asyncProperty, string } from 'fast-check';
import {
  openSockets,
  REQUEST,
  readAll,
  SETTINGS,
  type StartedModel,
  startModel,
  until,
} from '../../test/start-model.ts';
import { ModelError } from '../index.ts';

const ANSWER = 'Start with three easy runs a week, then add one longer run when the first month feels light.';
const never = new AbortController().signal;
const AT_ONCE = { firstTokenMs: 0, tokenMs: 0 };

let started: StartedModel;

beforeAll(async () => {
  started = await startModel(() => ({ content: [{ text: ANSWER }] }));
});
afterAll(() => started.close());
beforeEach(() => {
  started.control.script(AT_ONCE);
  started.control.clearCalls();
});

describe('a good answer', () => {
  test('is its text, then the stop reason, then the usage', async () => {
    const { text, others, thrown } = await readAll(started.model.stream(REQUEST, { signal: never }));
    expect(thrown).toBeUndefined();
    expect(text).toBe(ANSWER);
    expect(others).toEqual([
      { type: 'stop', reason: 'end_turn' },
      { type: 'usage', usage: expect.objectContaining({ cacheReadTokens: 0, cacheWriteTokens: 0 }) },
    ]);
  });

  test('comes whole from complete, with the same parts', async () => {
    const reply = await started.model.complete(REQUEST, { signal: never });
    expect(reply).toEqual({ text: ANSWER, stopReason: 'end_turn', usage: expect.objectContaining({ inputTokens: 9 }) });
    expect(started.control.calls()).toMatchObject([{ operation: 'Converse', aborted: false }]);
  });

  test('leaves out reasoning, empty text and events that are not known', async () => {
    started.control.script({ ...AT_ONCE, faults: [{ kind: 'noise' }] });
    const { text, others } = await readAll(started.model.stream(REQUEST, { signal: never }));
    expect(text).toBe(ANSWER);
    expect(others.map(({ type }) => type)).toEqual(['stop', 'usage']);
  });

  test('may be empty', async () => {
    started.control.script({ ...AT_ONCE, faults: [{ kind: 'empty' }] });
    const { text, others, thrown } = await readAll(started.model.stream(REQUEST, { signal: never }));
    expect({ text, thrown }).toEqual({ text: '', thrown: undefined });
    expect(others.map(({ type }) => type)).toEqual(['stop', 'usage']);
  });

  test('comes over one kept connection, call after call', async () => {
    const before = openSockets();
    for (let call = 0; call < 5; call += 1) await readAll(started.model.stream(REQUEST, { signal: never }));
    // Both ends of a connection are in this process.
    expect(openSockets() - before).toBeLessThanOrEqual(2);
  });

  test.each([
    ['end_turn', 'end_turn'],
    ['stop_sequence', 'stop_sequence'],
    ['max_tokens', 'max_tokens'],
    ['tool_use', 'tool_use'],
    ['content_filtered', 'content_filtered'],
    ['guardrail_intervened', 'guardrail_intervened'],
    ['malformed_model_output', 'malformed_model_output'],
    ['malformed_tool_use', 'malformed_tool_use'],
    ['model_context_window_exceeded', 'model_context_window_exceeded'],
    ['got_bored', 'unknown'],
    ['constructor', 'unknown'],
  ])('with the stop reason %s ends in %s', async (stopReason, expected) => {
    started.control.script({ ...AT_ONCE, faults: [{ kind: 'stopReason', stopReason, times: 2 }] });
    const { others } = await readAll(started.model.stream(REQUEST, { signal: never }));
    expect(others[0]).toEqual({ type: 'stop', reason: expected });
    expect((await started.model.complete(REQUEST, { signal: never })).stopReason).toBe(expected);
  });
});

/** Every way a provider can fail, and what a reader is told. A newcomer adds a row here. */
const FAULTS: readonly [fault: Readonly<Record<string, unknown>>, code: string, calls: number][] = [
  [{ kind: 'refuse', error: 'ThrottlingException' }, 'MODEL_THROTTLED', 3],
  [{ kind: 'refuse', error: 'ThrottlingException', retryAfterSeconds: 0 }, 'MODEL_THROTTLED', 3],
  [{ kind: 'refuse', error: 'ThrottlingException', retryAfterSeconds: 60 }, 'MODEL_THROTTLED', 1],
  [{ kind: 'refuse', error: 'ServiceQuotaExceededException' }, 'MODEL_THROTTLED', 1],
  [{ kind: 'refuse', error: 'ServiceUnavailableException' }, 'MODEL_UNAVAILABLE', 3],
  [{ kind: 'refuse', error: 'InternalServerException' }, 'MODEL_UNAVAILABLE', 3],
  [{ kind: 'refuse', error: 'ModelNotReadyException' }, 'MODEL_UNAVAILABLE', 3],
  [{ kind: 'refuse', error: 'ModelErrorException' }, 'MODEL_UNAVAILABLE', 3],
  [{ kind: 'refuse', error: 'AccessDeniedException' }, 'MODEL_UNAVAILABLE', 1],
  [{ kind: 'refuse', error: 'ResourceNotFoundException' }, 'MODEL_UNAVAILABLE', 1],
  [{ kind: 'refuse', error: 'ModelTimeoutException' }, 'MODEL_TIMEOUT', 1],
  [{ kind: 'refuse', error: 'ValidationException' }, 'MODEL_REFUSED', 1],
  [{ kind: 'exception', error: 'throttlingException' }, 'MODEL_THROTTLED', 3],
  [{ kind: 'exception', error: 'throttlingException', afterChunks: 4 }, 'MODEL_THROTTLED', 1],
  [{ kind: 'exception', error: 'modelStreamErrorException', afterChunks: 4 }, 'MODEL_INTERRUPTED', 1],
  [{ kind: 'exception', error: 'internalServerException' }, 'MODEL_UNAVAILABLE', 3],
  [{ kind: 'exception', error: 'internalServerException', afterChunks: 4 }, 'MODEL_INTERRUPTED', 1],
  [{ kind: 'exception', error: 'serviceUnavailableException', afterChunks: 4 }, 'MODEL_INTERRUPTED', 1],
  [{ kind: 'exception', error: 'validationException', afterChunks: 4 }, 'MODEL_REFUSED', 1],
  [{ kind: 'reset' }, 'MODEL_UNAVAILABLE', 3],
  [{ kind: 'reset', afterChunks: 0 }, 'MODEL_INTERRUPTED', 3],
  [{ kind: 'reset', afterChunks: 4 }, 'MODEL_INTERRUPTED', 1],
  [{ kind: 'omit', events: ['messageStop'] }, 'MODEL_INTERRUPTED', 1],
  [{ kind: 'omit', events: ['metadata'] }, 'MODEL_INTERRUPTED', 1],
  [{ kind: 'omit', events: ['messageStop', 'metadata'], afterChunks: 4 }, 'MODEL_INTERRUPTED', 1],
  [{ kind: 'omit', events: ['messageStop', 'metadata'], afterChunks: 0 }, 'MODEL_INTERRUPTED', 3],
  [{ kind: 'stall' }, 'MODEL_TIMEOUT', 1],
  [{ kind: 'stall', afterChunks: 0 }, 'MODEL_TIMEOUT', 1],
  [{ kind: 'stall', afterChunks: 4 }, 'MODEL_TIMEOUT', 1],
  ...['crc', 'garbage', 'truncated', 'json'].flatMap((form): [Readonly<Record<string, unknown>>, string, number][] => [
    [{ kind: 'malformed', form }, 'MODEL_INTERRUPTED', 3],
    [{ kind: 'malformed', form, afterChunks: 4 }, 'MODEL_INTERRUPTED', 1],
  ]),
];

describe('a failing answer', () => {
  test.each(FAULTS)('%j throws %s after %i call(s)', async (fault, code, calls) => {
    started.control.script({ ...AT_ONCE, faults: [{ ...fault, times: 3 }] });
    const { text, others, thrown } = await readAll(started.model.stream(REQUEST, { signal: never }));
    expect(thrown).toBeInstanceOf(ModelError);
    expect(thrown).toMatchObject({ code, partial: text !== '' });
    const chunksBefore = Number(fault.afterChunks ?? (fault.kind === 'omit' ? 1 : 0));
    expect(text !== '').toBe(chunksBefore > 0);
    expect(ANSWER.startsWith(text)).toBe(true);
    expect(others).toEqual([]);
    expect(started.control.calls()).toHaveLength(calls);
    // Nothing of the provider's words is in the message; they are in the cause.
    expect((thrown as Error).message).not.toContain('Fault set by the script');
  });

  test.each([
    [{ kind: 'refuse', error: 'ThrottlingException' }, 'MODEL_THROTTLED'],
    [{ kind: 'reset' }, 'MODEL_UNAVAILABLE'],
    [{ kind: 'stall' }, 'MODEL_TIMEOUT'],
    [{ kind: 'malformed' }, 'MODEL_INTERRUPTED'],
    [{ kind: 'omit', events: ['messageStop'] }, 'MODEL_INTERRUPTED'],
    [{ kind: 'omit', events: ['metadata'] }, 'MODEL_INTERRUPTED'],
  ])('%j throws %s from complete, too', async (fault, code) => {
    started.control.script({ ...AT_ONCE, faults: [{ ...fault, times: 3 }] });
    const call = started.model.complete(REQUEST, { signal: never });
    await expect(call).rejects.toMatchObject({ name: 'ModelError', code, partial: false });
  });

  test('tells how long the provider asks to wait', async () => {
    started.control.script({ faults: [{ kind: 'refuse', error: 'ThrottlingException', retryAfterSeconds: 60 }] });
    const { thrown } = await readAll(started.model.stream(REQUEST, { signal: never }));
    expect(thrown).toMatchObject({ retryAfterMs: 60_000 });
  });

  test('is made good by another attempt while nothing has been sent', async () => {
    const faults = [
      { kind: 'refuse', error: 'ThrottlingException' },
      { kind: 'reset', afterChunks: 0 },
    ];
    started.control.script({ ...AT_ONCE, faults });
    const { text, thrown } = await readAll(started.model.stream(REQUEST, { signal: never }));
    expect({ text, thrown }).toEqual({ text: ANSWER, thrown: undefined });
    expect(started.control.calls()).toHaveLength(3);
  });

  test('counts the first-token timeout over all attempts', async () => {
    started.control.script({ ...AT_ONCE, faults: [{ kind: 'reset' }, { kind: 'stall' }] });
    const begunAt = Date.now();
    const { thrown } = await readAll(started.model.stream(REQUEST, { signal: never }));
    expect(thrown).toMatchObject({ code: 'MODEL_TIMEOUT' });
    expect(Date.now() - begunAt).toBeLessThan(SETTINGS.firstTokenTimeoutMs + 300);
  });

  test('where nobody listens is unavailable', async () => {
    const other = await startModel(() => ({ content: [] }));
    await other.close();
    const { thrown } = await readAll(other.model.stream(REQUEST, { signal: never }));
    expect(thrown).toMatchObject({ code: 'MODEL_UNAVAILABLE', partial: false });
  });
});

describe('a caller', () => {
  test('who aborts gets the own reason back, and the request is closed', async () => {
    started.control.script({ firstTokenMs: 0, tokenMs: 5 });
    const controller = new AbortController();
    const reason = new Error('the person pressed stop');
    const reading = readAll(started.model.stream(REQUEST, { signal: controller.signal }));
    await until(() => (started.control.calls()[0]?.outputChunks ?? 0) >= 3);
    controller.abort(reason);
    const { text, thrown } = await reading;
    expect(thrown).toBe(reason);
    expect(text).not.toBe('');
    await until(() => started.control.calls()[0]?.endedAt !== null);
    expect(started.control.calls()[0]).toMatchObject({ aborted: true });
  });

  test('who aborts before the first token, in the first attempt or a later one, is answered at once', async () => {
    const throttled = { kind: 'refuse', error: 'ThrottlingException', retryAfterSeconds: 0 };
    /** Aborts once the last of these faults has been met. */
    const abortAmid = (faults: object[]): AbortSignal => {
      started.control.script({ ...AT_ONCE, faults });
      const met = started.control.calls().length + faults.length;
      const controller = new AbortController();
      void until(() => started.control.calls().length === met).then(() => controller.abort('gone'));
      return controller.signal;
    };
    for (const faults of [[{ kind: 'stall' }], [throttled, throttled, { kind: 'stall' }]]) {
      const { thrown } = await readAll(started.model.stream(REQUEST, { signal: abortAmid(faults) }));
      expect(thrown).toBe('gone');
    }
    const signal = abortAmid([{ kind: 'stall' }]);
    await expect(started.model.complete(REQUEST, { signal })).rejects.toBe('gone');
  });

  test('who had aborted before makes no call', async () => {
    const signal = AbortSignal.abort('too late');
    expect((await readAll(started.model.stream(REQUEST, { signal }))).thrown).toBe('too late');
    await expect(started.model.complete(REQUEST, { signal })).rejects.toBe('too late');
    expect(started.control.calls()).toEqual([]);
  });

  test('who breaks out of the iteration closes the request', async () => {
    started.control.script({ firstTokenMs: 0, tokenMs: 5 });
    for await (const event of started.model.stream(REQUEST, { signal: never })) {
      expect(event.type).toBe('text');
      break;
    }
    await until(() => started.control.calls()[0]?.endedAt !== null);
    expect(started.control.calls()[0]).toMatchObject({ aborted: true });
  });

  test('who reads more slowly than the timeouts still gets the whole answer', async () => {
    let text = '';
    for await (const event of started.model.stream(REQUEST, { signal: never })) {
      if (event.type !== 'text') continue;
      if (text === '') await new Promise((resolve) => setTimeout(resolve, SETTINGS.idleTimeoutMs * 2));
      text += event.text;
    }
    expect(text).toBe(ANSWER);
  });
});

describe('text', () => {
  test('arrives as it was written, whatever it holds', async () => {
    let answer = '';
    const own = await startModel(() => ({ content: [{ text: answer }] }));
    try {
      await assert(
        asyncProperty(string({ unit: 'binary', maxLength: 200 }), async (written) => {
          answer = written;
          const { text, thrown } = await readAll(own.model.stream(REQUEST, { signal: never }));
          expect({ text, thrown }).toEqual({ text: written, thrown: undefined });
        }),
        { numRuns: 50 },
      );
    } finally {
      await own.close();
    }
  });

  test.each([1, 3, 7])('arrives whole where the wire brings %i byte(s) at a time', async (pieceBytes) => {
    const written = 'Grüße, 走ろう, 🏃‍♀️ and "quotes"\n';
    const own = await startModel(() => ({ content: [{ text: written }] }), { pieceBytes });
    const { text, thrown } = await readAll(own.model.stream(REQUEST, { signal: never }));
    await own.close();
    expect({ text, thrown }).toEqual({ text: written, thrown: undefined });
  });
});
