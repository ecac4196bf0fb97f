import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { assert, asyncProperty, string } from 'fast-check';
import * as z from 'zod/mini';
import type { Fault, StartedProvider } from '../test/conformance/provider-under-test.ts';
import { CALL_SETTINGS } from '../test/conformance/provider-under-test.ts';
import { PROVIDERS } from '../test/conformance/providers.ts';
import { openSockets, REQUEST, readAll, until } from '../test/start-model.ts';
import { ModelError, structured } from './index.ts';

const ANSWER = 'Start with three easy runs a week, then add one longer run when the first month feels light.';
const never = new AbortController().signal;
const TOOL = { name: 'log_workout', description: 'Notes a workout.', inputSchema: { type: 'object' } };
const WORKOUT = { discipline: 'running', minutes: 40 };

/** Every way a provider can fail, and what a reader is told: the code, and how many calls were made for it. */
const FAULTS: readonly [fault: Fault, code: string, calls: number][] = [
  [{ kind: 'throttle' }, 'MODEL_THROTTLED', 3],
  [{ kind: 'throttle', retryAfterSeconds: 0 }, 'MODEL_THROTTLED', 3],
  [{ kind: 'throttle', retryAfterSeconds: 60 }, 'MODEL_THROTTLED', 1],
  [{ kind: 'throttle', afterChunks: 0 }, 'MODEL_THROTTLED', 3],
  [{ kind: 'throttle', afterChunks: 4 }, 'MODEL_THROTTLED', 1],
  [{ kind: 'outage' }, 'MODEL_UNAVAILABLE', 3],
  [{ kind: 'outage', afterChunks: 0 }, 'MODEL_UNAVAILABLE', 3],
  [{ kind: 'outage', afterChunks: 4 }, 'MODEL_INTERRUPTED', 1],
  [{ kind: 'deny' }, 'MODEL_UNAVAILABLE', 1],
  [{ kind: 'invalid' }, 'MODEL_REFUSED', 1],
  [{ kind: 'invalid', afterChunks: 4 }, 'MODEL_REFUSED', 1],
  [{ kind: 'cut' }, 'MODEL_UNAVAILABLE', 3],
  [{ kind: 'cut', afterChunks: 0 }, 'MODEL_INTERRUPTED', 3],
  [{ kind: 'cut', afterChunks: 4 }, 'MODEL_INTERRUPTED', 1],
  [{ kind: 'end', afterChunks: 0 }, 'MODEL_INTERRUPTED', 3],
  [{ kind: 'end', afterChunks: 4 }, 'MODEL_INTERRUPTED', 1],
  [{ kind: 'stall' }, 'MODEL_TIMEOUT', 1],
  [{ kind: 'stall', afterChunks: 0 }, 'MODEL_TIMEOUT', 1],
  [{ kind: 'stall', afterChunks: 4 }, 'MODEL_TIMEOUT', 1],
  [{ kind: 'garble', afterChunks: 0 }, 'MODEL_INTERRUPTED', 3],
  [{ kind: 'garble', afterChunks: 4 }, 'MODEL_INTERRUPTED', 1],
];

describe.each(PROVIDERS)('$name', ({ start, stopReasons, toolStopReason }) => {
  let provider: StartedProvider;
  const stream = (signal = never) => provider.model.stream(REQUEST, { signal });
  beforeAll(async () => {
    provider = await start();
  });
  afterAll(() => provider.close());

  describe('a good answer', () => {
    test('is its text, then the stop reason, then the usage', async () => {
      provider.script({ reply: { text: ANSWER } });
      const { text, others, thrown } = await readAll(stream());
      expect({ text, thrown }).toEqual({ text: ANSWER, thrown: undefined });
      expect(others).toMatchObject([
        { type: 'stop', reason: 'end_turn' },
        { type: 'usage', usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) } },
      ]);
    });

    test('comes whole from complete, with the same parts', async () => {
      provider.script({ reply: { text: ANSWER } });
      const { others } = await readAll(stream());
      const { text, stopReason, usage } = await provider.model.complete(REQUEST, { signal: never });
      expect({ text, stopReason }).toEqual({ text: ANSWER, stopReason: 'end_turn' });
      expect(others.at(-1)).toEqual({ type: 'usage', usage });
      expect(usage.inputTokens).toBeGreaterThan(0);
      expect(usage.outputTokens).toBeGreaterThan(0);
      expect(usage.cacheReadTokens).toBeGreaterThanOrEqual(0);
      expect(usage.cacheWriteTokens).toBeGreaterThanOrEqual(0);
    });

    test('may be empty', async () => {
      provider.script({ reply: { text: '' } });
      const { text, others, thrown } = await readAll(stream());
      expect({ text, thrown }).toEqual({ text: '', thrown: undefined });
      expect(others.map(({ type }) => type)).toEqual(['stop', 'usage']);
    });

    test.each(stopReasons)('that ends with %s ends in %s', async (reason, expected) => {
      provider.script({ reply: { text: ANSWER }, faults: [{ kind: 'stop', reason, times: 2 }] });
      expect((await readAll(stream())).others[0]).toEqual({ type: 'stop', reason: expected });
      expect((await provider.model.complete(REQUEST, { signal: never })).stopReason).toBe(expected);
    });

    test('arrives as it was written, whatever it holds', async () => {
      await assert(
        asyncProperty(string({ unit: 'binary', maxLength: 200 }), async (written) => {
          provider.script({ reply: { text: written } });
          const { text, thrown } = await readAll(stream());
          expect({ text, thrown }).toEqual({ text: written, thrown: undefined });
        }),
        { numRuns: 30 },
      );
    });

    test.each([1, 7])('arrives whole where the wire brings %i byte(s) at a time', async (pieceBytes) => {
      const written = 'Grüße, 走ろう, 🏃‍♀️ and "quotes"\n';
      const own = await start({ pieceBytes });
      own.script({ reply: { text: written } });
      const { text, thrown } = await readAll(own.model.stream(REQUEST, { signal: never }));
      await own.close();
      expect({ text, thrown }).toEqual({ text: written, thrown: undefined });
    });
  });

  describe('a forced tool', () => {
    const request = { ...REQUEST, tool: TOOL };

    test('comes as one event with its input', async () => {
      provider.script({ reply: { tool: { name: TOOL.name, input: WORKOUT } } });
      const { others } = await readAll(provider.model.stream(request, { signal: never }));
      expect(others).toMatchObject([
        { type: 'toolUse', name: TOOL.name, input: WORKOUT },
        { type: 'stop', reason: 'tool_use' },
        { type: 'usage' },
      ]);
    });

    test('fills a schema', async () => {
      provider.script({ reply: { tool: { name: TOOL.name, input: WORKOUT } } });
      const schema = z.strictObject({ discipline: z.string(), minutes: z.int() });
      const { value, usage } = await structured(
        provider.model,
        { schema, name: TOOL.name, description: TOOL.description, request: REQUEST },
        { signal: never },
      );
      expect(value).toEqual(WORKOUT);
      expect(usage.outputTokens).toBeGreaterThan(0);
    });

    test('whose streamed input cannot be read is not given', async () => {
      const faults = [{ kind: 'stop', reason: toolStopReason, afterChunks: 2 }] as const;
      provider.script({ reply: { tool: { name: TOOL.name, input: WORKOUT } }, faults });
      const { others } = await readAll(provider.model.stream(request, { signal: never }));
      expect(others).toMatchObject([{ type: 'stop', reason: 'malformed_tool_use' }, { type: 'usage' }]);
    });
  });

  describe('a failing answer', () => {
    test.each(FAULTS)('with %j throws %s after %i call(s)', async (fault, code, calls) => {
      provider.script({ reply: { text: ANSWER }, faults: [{ ...fault, times: 3 }] });
      const { text, others, thrown } = await readAll(stream());
      expect(thrown).toBeInstanceOf(ModelError);
      expect(thrown).toMatchObject({ code, partial: text !== '' });
      expect(text !== '').toBe((fault.afterChunks ?? 0) > 0);
      expect(ANSWER.startsWith(text)).toBe(true);
      expect(others).toEqual([]);
      expect(provider.calls()).toHaveLength(calls);
      // Nothing of the provider's words is in the message; they are in the cause.
      expect(String((thrown as Error).message)).not.toContain('Fault set by the script');
    });

    test('that is whole but for its ending throws, too', async () => {
      provider.script({ reply: { text: ANSWER }, faults: [{ kind: 'end', afterChunks: 99 }] });
      const { thrown } = await readAll(stream());
      expect(thrown).toMatchObject({ code: 'MODEL_INTERRUPTED', partial: true });
    });

    test.each([
      [{ kind: 'throttle' }, 'MODEL_THROTTLED'],
      [{ kind: 'outage' }, 'MODEL_UNAVAILABLE'],
      [{ kind: 'deny' }, 'MODEL_UNAVAILABLE'],
      [{ kind: 'invalid' }, 'MODEL_REFUSED'],
      [{ kind: 'cut' }, 'MODEL_UNAVAILABLE'],
      [{ kind: 'stall' }, 'MODEL_TIMEOUT'],
      [{ kind: 'end' }, 'MODEL_INTERRUPTED'],
    ] satisfies [Fault, string][])('with %j throws %s from complete, too', async (fault, code) => {
      provider.script({ reply: { text: ANSWER }, faults: [{ ...fault, times: 3 }] });
      const call = provider.model.complete(REQUEST, { signal: never });
      await expect(call).rejects.toMatchObject({ name: 'ModelError', code, partial: false });
    });

    test('tells how long the provider asks to wait', async () => {
      provider.script({ faults: [{ kind: 'throttle', retryAfterSeconds: 60 }] });
      expect((await readAll(stream())).thrown).toMatchObject({ retryAfterMs: 60_000 });
    });

    test('is made good by another attempt while nothing has been sent', async () => {
      provider.script({ reply: { text: ANSWER }, faults: [{ kind: 'throttle' }, { kind: 'cut', afterChunks: 0 }] });
      const { text, thrown } = await readAll(stream());
      expect({ text, thrown }).toEqual({ text: ANSWER, thrown: undefined });
      expect(provider.calls()).toHaveLength(3);
    });

    test('is given up at the first-token timeout, counted over all attempts', async () => {
      provider.script({ faults: [{ kind: 'cut' }, { kind: 'stall' }] });
      const begunAt = performance.now();
      expect((await readAll(stream())).thrown).toMatchObject({ code: 'MODEL_TIMEOUT' });
      expect(performance.now() - begunAt).toBeLessThan(CALL_SETTINGS.firstTokenTimeoutMs + 400);
    });

    test.each([undefined, 4])('that stalls after %p chunks has its connection closed', async (afterChunks) => {
      const at = afterChunks !== undefined && { afterChunks };
      provider.script({ reply: { text: ANSWER }, faults: [{ kind: 'stall', ...at }] });
      await readAll(stream());
      await until(() => provider.calls()[0]?.isOver === true);
      expect(provider.calls()).toMatchObject([{ aborted: true }]);
    });
  });

  describe('a caller', () => {
    test('who aborts gets the own reason back, and the connection is closed', async () => {
      provider.script({ reply: { text: ANSWER }, chunkMs: 5 });
      const controller = new AbortController();
      const reason = new Error('the person pressed stop');
      const reading = readAll(stream(controller.signal));
      await until(() => (provider.calls()[0]?.outputChunks ?? 0) >= 3);
      controller.abort(reason);
      const { text, thrown } = await reading;
      expect(thrown).toBe(reason);
      expect(text).not.toBe('');
      await until(() => provider.calls()[0]?.isOver === true);
      expect(provider.calls()[0]).toMatchObject({ aborted: true });
    });

    test('who aborts before the first token is answered at once, and the connection is closed', async () => {
      for (const call of ['stream', 'complete'] as const) {
        provider.script({ faults: [{ kind: 'stall' }] });
        const controller = new AbortController();
        void until(() => provider.calls().length === 1).then(() => controller.abort('gone'));
        const { signal } = controller;
        const { thrown } =
          call === 'stream'
            ? await readAll(stream(signal))
            : await provider.model.complete(REQUEST, { signal }).then(
                () => ({ thrown: undefined }),
                (error: unknown) => ({ thrown: error }),
              );
        expect(thrown).toBe('gone');
        await until(() => provider.calls()[0]?.isOver === true);
        expect(provider.calls()).toMatchObject([{ aborted: true }]);
      }
    });

    test('who had aborted before makes no call', async () => {
      provider.script({ reply: { text: ANSWER } });
      const signal = AbortSignal.abort('too late');
      expect((await readAll(stream(signal))).thrown).toBe('too late');
      await expect(provider.model.complete(REQUEST, { signal })).rejects.toBe('too late');
      expect(provider.calls()).toEqual([]);
    });

    test('who breaks out of the iteration closes the connection', async () => {
      provider.script({ reply: { text: ANSWER }, chunkMs: 5 });
      for await (const event of stream()) {
        expect(event.type).toBe('text');
        break;
      }
      await until(() => provider.calls()[0]?.isOver === true);
      expect(provider.calls()[0]).toMatchObject({ aborted: true });
    });

    test('who reads more slowly than the timeouts still gets the whole answer', async () => {
      provider.script({ reply: { text: ANSWER } });
      let text = '';
      for await (const event of stream()) {
        if (event.type !== 'text') continue;
        if (text === '') await new Promise((resolve) => setTimeout(resolve, CALL_SETTINGS.idleTimeoutMs * 2));
        text += event.text;
      }
      expect(text).toBe(ANSWER);
    });

    test('call after call, leaves no connection behind but those kept alive', async () => {
      provider.script({ reply: { text: ANSWER } });
      await readAll(stream());
      const before = openSockets();
      for (let call = 0; call < 5; call += 1) await readAll(stream());
      // Both ends of a connection are in this process.
      await until(() => openSockets() - before <= 2);
    });
  });
});
