import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type ConversationUnderTest,
  lastIdOf,
  newConversation,
  newKey,
  send,
  watch,
} from '../support/conversations.ts';
import { functionProcesses } from '../support/faults.ts';
import { control, localRun, type ReceivedStream, terminals, textOf } from '../support/local-run.ts';
import { readConversation } from '../support/stored-messages.ts';

const run = localRun();
const ACKNOWLEDGMENT = 'Thanks';
/** The events of the coach's answer to it: start, the chunks, complete. */
let eventCount: number;
let functionName: string;
let clockMs = 0;

beforeAll(async () => {
  functionName = (await functionProcesses(run)).name;
  await control(run, 'PUT', '/model/script', { firstTokenMs: 5, tokenMs: 5 });
  eventCount = (await send(await newConversation(run), ACKNOWLEDGMENT)).events.length;
  expect(eventCount).toBeGreaterThan(5);
});
beforeEach(() => control(run, 'PUT', '/model/script', { firstTokenMs: 20, tokenMs: 20 }));
afterAll(async () => {
  await control(run, 'PUT', '/model/script', {});
  await control(run, 'PUT', '/clock', { offsetMs: 0 });
});

/** Lets every lease end. */
async function passLeases(): Promise<void> {
  clockMs += 20_000;
  await control(run, 'PUT', '/clock', { offsetMs: clockMs });
}

/** Every part of what a reader got is one whole: the stored answer. */
async function expectWhole(conversation: ConversationUnderTest, ...parts: readonly ReceivedStream[]): Promise<void> {
  const [terminal] = terminals(parts.at(-1) as ReceivedStream);
  const { conversation: head, messages } = await readConversation(run, conversation.ids);
  expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
  expect(terminal).toMatchObject({ type: 'complete', fullMessage: messages[1]?.content });
  expect(textOf(...parts)).toBe(messages[1]?.content);
  expect(head).toMatchObject({ messageCount: 2 });
  expect(head?.active).toBeUndefined();
}

const everyEvent = async (check: (events: number) => Promise<void>) => {
  for (let events = 1; events <= eventCount; events += 1) {
    await check(events);
  }
};

describe('a reader that leaves', () => {
  it.each(['POST', 'GET'])(
    'after any event is given the rest by %s',
    async (method) => {
      await everyEvent(async (events) => {
        const conversation = await newConversation(run);
        const key = newKey();
        const before = await send(conversation, ACKNOWLEDGMENT, { key, leaveAfter: events });
        expect(before.events).toHaveLength(events);
        const after = lastIdOf(before) ?? '';
        const rest =
          method === 'POST'
            ? await send(conversation, ACKNOWLEDGMENT, { key, after })
            : await watch(conversation, key, { after });
        if (method === 'GET' && events === eventCount) {
          expect([rest.status, rest.body]).toEqual([204, '']);
          return;
        }
        expect(rest.events[0]).toMatchObject({ id: after, event: { type: 'start', status: 'resumed' } });
        await expectWhole(conversation, before, rest);
      });
    },
    60_000,
  );

  it('because the connection was cut is given the rest', async () => {
    await everyEvent(async (events) => {
      const conversation = await newConversation(run);
      const key = newKey();
      await control(run, 'POST', `/functions/${functionName}/drop?afterEvents=${events}`);
      const before = await send(conversation, ACKNOWLEDGMENT, { key });
      const rest = await send(conversation, ACKNOWLEDGMENT, { key, after: lastIdOf(before) ?? '' });
      await expectWhole(conversation, before, rest);
    });
  }, 60_000);

  it('and comes back with an id that no event has gets everything anew', async () => {
    const conversation = await newConversation(run);
    const key = newKey();
    const before = await send(conversation, ACKNOWLEDGMENT, { key });
    for (const after of ['7.3', '1.999', 'nonsense']) {
      const again = await send(conversation, ACKNOWLEDGMENT, { key, after });
      expect(again.events[0]?.event).toMatchObject({ type: 'start', status: 'restarted' });
      await expectWhole(conversation, before, again);
    }
  });
});

describe('an environment that dies', () => {
  it('after any event costs one more run: the turn is taken over by whoever sends it again', async () => {
    await everyEvent(async (events) => {
      const conversation = await newConversation(run);
      const key = newKey();
      await control(run, 'POST', `/functions/${functionName}/kill?afterEvents=${events}`);
      const before = await send(conversation, ACKNOWLEDGMENT, { key });
      await passLeases();
      const rest = await send(conversation, ACKNOWLEDGMENT, { key, after: lastIdOf(before) ?? '' });
      await expectWhole(conversation, before, rest);
    });
  }, 120_000);

  it('is told to a reader that only watches, whose browser then has all there is', async () => {
    const conversation = await newConversation(run);
    const key = newKey();
    await control(run, 'POST', `/functions/${functionName}/kill?afterEvents=4`);
    await send(conversation, ACKNOWLEDGMENT, { key });
    await passLeases();
    const watched = await watch(conversation, key);
    expect(terminals(watched)).toMatchObject([{ type: 'error', code: 'TURN_INTERRUPTED', retryable: true }]);
    expect((await watch(conversation, key, { after: lastIdOf(watched) ?? '' })).status).toBe(204);
    await expectWhole(conversation, await send(conversation, ACKNOWLEDGMENT, { key }));
  });

  it('does not hold up the next message: its text is kept as a partial answer', async () => {
    const conversation = await newConversation(run);
    await control(run, 'POST', `/functions/${functionName}/kill?afterEvents=${eventCount - 1}`);
    await send(conversation, ACKNOWLEDGMENT);
    expect((await send(conversation, 'Great')).status).toBe(409);
    await passLeases();
    expect(terminals(await send(conversation, 'Great'))).toMatchObject([{ type: 'complete' }]);
    const { conversation: head, messages } = await readConversation(run, conversation.ids);
    expect(head).toMatchObject({ messageCount: 2 });
    expect(messages.filter(({ role }) => role === 'user')).toHaveLength(2);
  });

  it('while another reader follows lets that one take the turn over by itself', async () => {
    await control(run, 'PUT', '/model/script', { firstTokenMs: 20, tokenMs: 120 });
    const conversation = await newConversation(run);
    const key = newKey();
    const hasText = Promise.withResolvers<void>();
    const runner = send(conversation, ACKNOWLEDGMENT, {
      key,
      onEvent: ({ event }) => event.type === 'chunk' && hasText.resolve(),
    });
    await hasText.promise;
    const other = send(conversation, ACKNOWLEDGMENT, { key });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { processIds } = await functionProcesses(run);
    expect(processIds.length).toBeGreaterThan(1);
    // The first environment runs the turn, as it was busy before the second was made.
    process.kill(processIds[0] ?? 0, 'SIGKILL');
    expect((await runner).isCut).toBe(true);
    await passLeases();
    await expectWhole(conversation, await other);
  }, 60_000);
});

describe('two readers at once', () => {
  it('read the same answer, one by sending and one by watching, the second less than 400 ms behind', async () => {
    const delays: number[] = [];
    // The first time, the second reader's process may have yet to start; and a busy machine may be late once.
    for (let tries = 0; tries < 4 && !delays.some((delay) => delay < 400); tries += 1) {
      delays.push(await delayOfSecondReader());
    }
    expect(Math.min(...delays)).toBeLessThan(400);
  }, 60_000);
});

/** Lets two read an answer. @returns how long the second waited at most for what the first had, in milliseconds */
async function delayOfSecondReader(): Promise<number> {
  const conversation = await newConversation(run);
  const key = newKey();
  const hasStarted = Promise.withResolvers<void>();
  const startedAt = performance.now();
  const arrivals =
    (into: Map<string, number>) =>
    ({ id, event }: ReceivedStream['events'][number]) => {
      if (event.type === 'chunk' && id !== undefined) {
        into.set(id, performance.now() - startedAt);
      }
    };
  const first = new Map<string, number>();
  const second = new Map<string, number>();
  const sent = send(conversation, ACKNOWLEDGMENT, {
    key,
    onEvent: (received) => {
      hasStarted.resolve();
      arrivals(first)(received);
    },
  });
  await hasStarted.promise;
  const watched = await watch(conversation, key, { onEvent: arrivals(second) });
  await expectWhole(conversation, await sent);
  await expectWhole(conversation, watched);
  expect(second.size).toBeGreaterThan(2);
  return Math.max(...[...second].map(([id, at]) => at - (first.get(id) ?? at)));
}
