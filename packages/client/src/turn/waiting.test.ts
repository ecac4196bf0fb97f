import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Answer,
  type AskedFor,
  type LoopbackServer,
  openEvents,
  startLoopbackServer,
  wire,
} from '../../test/loopback-server.ts';
import {
  createManualClock,
  createManualConnectivity,
  type ManualClock,
  type ManualConnectivity,
  until,
} from '../../test/manual-clock.ts';
import { readAll } from '../../test/reading.ts';
import { answerTurn, chunk, IDS, loggedTurn, start, TURN_ID, WORDS } from '../../test/turns.ts';
import { createCoachStreamClient } from '../create-client.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import type { TurnStream } from '../turn-stream.ts';

const LOG = loggedTurn();
const TEXT = WORDS.join('');

let server: LoopbackServer;
let clock: ManualClock;
let connectivity: ManualConnectivity;
beforeEach(() => {
  clock = createManualClock();
  connectivity = createManualConnectivity();
});
afterEach(() => server.close());

/** A stage's client, in a time that stands still. */
async function openClient(
  answers: Partial<Record<AskedFor, Answer>>,
  getToken: () => string | Promise<string> = () => 'token',
) {
  server = await startLoopbackServer(answers);
  return createCoachStreamClient({
    outputs: server.outputs,
    getToken,
    environment: { nowMs: clock.nowMs, setTimer: clock.setTimer, random: () => 0.999_999, connectivity },
  });
}

/** A turn that is being read, in a time that stands still. */
async function beginTurn(...stage: Parameters<typeof openClient>) {
  const client = await openClient(...stage);
  const stream: TurnStream = client.streamCoachConversation(IDS, { userResponse: 'Hi', turnId: TURN_ID });
  const seen: string[] = [];
  const reading = readAll(stream, ({ type }) => seen.push(type));
  return { stream, reading, seen };
}

/** Begins a stream and then falls silent, or does what is asked. */
const silent =
  (go: (response: Parameters<Answer>[0]) => void = () => {}): Answer =>
  (response, request, index) => {
    if (index > 0) {
      answerTurn(LOG)(response, request);
      return;
    }
    openEvents(response);
    response.write(wire('1.0', start()) + wire('1.1', chunk(WORDS[0] ?? '')));
    go(response);
  };

describe('a server that', () => {
  it('never answers is left after ten seconds, and not before', async () => {
    const { reading } = await beginTurn({ functionUrl: () => {}, restStream: answerTurn(LOG) });
    await until(() => server.requests.length === 1);
    clock.advance(DEFAULT_SETTINGS.headersTimeoutMs - 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.requests).toHaveLength(1);
    clock.advance(1);
    expect((await reading).text).toBe(TEXT);
    expect(server.asked()).toEqual(['functionUrl', 'restStream']);
    expect(clock.pending).toBe(0);
  });

  it('falls silent is left after 25 seconds, and resumed after a drawn wait', async () => {
    const { reading, seen } = await beginTurn({ functionUrl: silent() });
    await until(() => seen.includes('chunk'));
    clock.advance(DEFAULT_SETTINGS.silenceTimeoutMs);
    await until(() => clock.pending === 1);
    clock.advance(DEFAULT_SETTINGS.backoffBaseMs - 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.requests).toHaveLength(1);
    clock.advance(1);
    expect((await reading).text).toBe(TEXT);
    expect(server.requests[1]?.headers['last-event-id']).toBe('1.1');
    expect(clock.pending).toBe(0);
  });

  it('sends comments is not silent; one that only drips them is left once no answer could take that long', async () => {
    let drip = () => {};
    const { reading, seen } = await beginTurn({
      functionUrl: silent((response) => {
        drip = () => void response.write(':\n\n');
      }),
    });
    await until(() => seen.includes('chunk'));
    for (let passedMs = 0; passedMs < DEFAULT_SETTINGS.connectionTimeoutMs; passedMs += 20_000) {
      expect(server.requests).toHaveLength(1);
      drip();
      await new Promise((resolve) => setTimeout(resolve, 15));
      clock.advance(20_000);
    }
    await until(() => clock.pending === 1);
    clock.advance(DEFAULT_SETTINGS.backoffMaxMs);
    expect((await reading).text).toBe(TEXT);
    expect(server.requests).toHaveLength(2);
    expect(clock.pending).toBe(0);
  });
});

describe('a token provider that', () => {
  it('never answers holds nothing up for longer than ten seconds a transport', async () => {
    const { reading } = await beginTurn({}, () => new Promise<string>(() => {}));
    for (let transports = 0; transports < 2; transports += 1) {
      await until(() => clock.pending > 0);
      clock.advance(DEFAULT_SETTINGS.headersTimeoutMs);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    for (let asks = 0; asks < 4; asks += 1) {
      await until(() => clock.pending > 0);
      clock.advance(DEFAULT_SETTINGS.jsonTimeoutMs);
      await new Promise((resolve) => setTimeout(resolve, 10));
      clock.advance(DEFAULT_SETTINGS.backoffMaxMs);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect((await reading).error).toMatchObject({ code: 'ALL_TRANSPORTS_FAILED', cause: { code: 'TIMEOUT' } });
    expect(server.requests).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it.each([
    { what: 'a stop', begin: (turn: TurnStream) => turn.stop().catch((error: unknown) => error) },
    { what: 'watching', begin: async (turn: TurnStream) => (await readAll(turn)).error },
  ])('never answers holds $what of a chat up for ten seconds, and as long for whose it is', async ({ begin }) => {
    const client = await openClient({}, () => new Promise<string>(() => {}));
    const error = begin(client.watchTurn('personaChat', { sessionId: 'chat_1' }, TURN_ID));
    for (let waits = 0; waits < 2; waits += 1) {
      await until(() => clock.pending === 1);
      clock.advance(DEFAULT_SETTINGS.headersTimeoutMs);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(await error).toMatchObject({ retryable: true, cause: { code: 'TIMEOUT' } });
    expect(server.requests).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('answers once is enough for a chat, whose user no Function URL has to be told', async () => {
    const stop: Answer = (response) => void response.writeHead(202).end();
    for (const begin of [readAll, (turn: TurnStream) => turn.stop()]) {
      let asks = 0;
      const client = await openClient({ functionUrl: answerTurn(LOG), stop }, () => {
        asks += 1;
        return asks === 1 ? 'token' : new Promise<string>(() => {});
      });
      await begin(client.watchTurn('personaChat', { sessionId: 'chat_1' }, TURN_ID));
      expect([server.requests.length, asks, clock.pending]).toEqual([1, 1, 0]);
      await server.close();
    }
  });
});

describe('a stream that is cut', () => {
  const cut = silent((response) => setTimeout(() => response.destroy(), 10));

  it.each([{ online: false }, { visible: false }])('while %j is resumed as soon as that ends', async (state) => {
    const { reading, seen } = await beginTurn({ functionUrl: cut });
    await until(() => seen.includes('chunk'));
    connectivity.set(state);
    await until(() => clock.pending === 1);
    await new Promise((resolve) => setTimeout(resolve, 30));
    clock.advance(DEFAULT_SETTINGS.backoffMaxMs);
    await until(() => clock.pending === 1);
    clock.advance(DEFAULT_SETTINGS.backoffMaxMs);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.requests).toHaveLength(1);
    connectivity.set({ online: true, visible: true });
    expect((await reading).text).toBe(TEXT);
    expect(clock.pending).toBe(0);
  });

  it('while the device is offline is resumed after a minute all the same', async () => {
    const { reading, seen } = await beginTurn({ functionUrl: cut });
    await until(() => seen.includes('chunk'));
    connectivity.set({ online: false });
    await new Promise((resolve) => setTimeout(resolve, 40));
    clock.advance(DEFAULT_SETTINGS.backoffMaxMs);
    await until(() => clock.pending === 1);
    clock.advance(DEFAULT_SETTINGS.pauseMaxMs);
    expect((await reading).text).toBe(TEXT);
  });
});

describe('a reader that leaves', () => {
  it('while it is asked for whose turn it is gets ABORTED, and leaves no timer behind', async () => {
    let asks = 0;
    const client = await openClient({}, () => {
      asks += 1;
      return asks === 1 ? 'token' : new Promise<string>(() => {});
    });
    const turn = client.watchTurn('personaChat', { sessionId: 'chat_1' }, TURN_ID);
    const reading = readAll(turn);
    await until(() => asks === 2);
    turn.abort('the page was closed');
    expect((await reading).error).toMatchObject({ code: 'ABORTED', cause: 'the page was closed' });
    expect([server.asked(), clock.pending]).toEqual([['functionUrl'], 0]);
  });

  it('while it waits for an answer, for text or for a resume gets ABORTED, and leaves no timer behind', async () => {
    const phases: readonly [Answer, () => boolean][] = [
      [() => {}, () => server.requests.length === 1],
      [silent(), () => server.requests.length === 1],
      [silent((response) => setTimeout(() => response.destroy(), 10)), () => server.requests.length === 1],
    ];
    for (const [answer, isThere] of phases) {
      const { stream, reading } = await beginTurn({ functionUrl: answer });
      await until(isThere);
      await new Promise((resolve) => setTimeout(resolve, 40));
      stream.abort('the page was closed');
      expect((await reading).error).toMatchObject({ code: 'ABORTED', retryable: true, cause: 'the page was closed' });
      expect(clock.pending).toBe(0);
      await server.close();
    }
  });

  it('by its own signal, before it has begun, sends nothing', async () => {
    server = await startLoopbackServer({ functionUrl: answerTurn(LOG) });
    const client = createCoachStreamClient({ outputs: server.outputs, getToken: () => 'token' });
    const { error } = await readAll(
      client.streamCoachConversation(IDS, { userResponse: 'Hi', signal: AbortSignal.abort() }),
    );
    expect(error).toMatchObject({ code: 'ABORTED', partial: false });
    expect(server.requests).toEqual([]);
  });

  it('by breaking out of the loop closes its connection', async () => {
    let isClosed = false;
    server = await startLoopbackServer({
      functionUrl: silent((response) => response.on('close', () => (isClosed = true))),
    });
    const client = createCoachStreamClient({
      outputs: server.outputs,
      getToken: () => 'token',
      environment: { nowMs: clock.nowMs, setTimer: clock.setTimer },
    });
    for await (const event of client.streamCoachConversation(IDS, { userResponse: 'Hi' })) {
      if (event.type === 'chunk') {
        break;
      }
    }
    await until(() => isClosed);
    expect(clock.pending).toBe(0);
  });
});
