import { afterEach, describe, expect, it } from '@jest/globals';
import { type Answer, openEvents, refuse, wire } from '../../test/loopback-server.ts';
import { closeServers, MESSAGE, openClient, readTurnOf } from '../../test/read-turn-of.ts';
import { readAll } from '../../test/reading.ts';
import { answerTurn, answerWhole, chunk, complete, IDS, loggedTurn, start, WORDS, wireFrom } from '../../test/turns.ts';

const LOG = loggedTurn();
const TEXT = WORDS.join('');

afterEach(closeServers);

describe('a stream that is cut', () => {
  it('at any byte is resumed behind the last event, and nothing is doubled or lost', async () => {
    const bytes = Buffer.from(wireFrom(LOG, undefined));
    const cutAt = new Map<string, number>();
    const { client } = await openClient({
      // A reset may come before the headers have: then this one is next.
      restStream: answerTurn(LOG),
      functionUrl(response, request) {
        const key = String(request.headers['idempotency-key']);
        const cut = cutAt.get(key);
        if (cut === undefined) {
          answerTurn(LOG)(response, request);
          return;
        }
        cutAt.delete(key);
        openEvents(response);
        response.flushHeaders();
        // Half of them end as if nothing was wrong, half are reset.
        if (cut % 2 === 0) {
          response.end(bytes.subarray(0, cut));
        } else {
          response.write(bytes.subarray(0, cut), () => response.socket?.destroy());
        }
      },
    });
    const readCut = async (cut: number) => {
      const turnId = `0f8fad5b-d9cb-469f-a165-${String(cut).padStart(12, '0')}`;
      cutAt.set(turnId, cut);
      const { text, error, events } = await readAll(client.streamCoachConversation(IDS, { ...MESSAGE, turnId }));
      expect([cut, error, text]).toEqual([cut, undefined, TEXT]);
      expect(events.filter(({ type }) => type === 'chunk')).toHaveLength(WORDS.length);
      expect(events.filter(({ type }) => type === 'complete')).toHaveLength(1);
    };
    for (let cut = 0; cut < bytes.length; cut += 16) {
      await Promise.all(
        Array.from({ length: 16 }, (_, offset) => cut + offset)
          .filter((at) => at < bytes.length)
          .map(readCut),
      );
    }
  }, 60_000);

  it('is resumed three times, then gone on with by the next transport, with the same key and event id', async () => {
    const cut: Answer = (response, _, index) => {
      openEvents(response);
      const first = index === 0 ? wire('1.0', start()) + wire('1.1', chunk('Warm')) : wire('1.1', start('resumed'));
      response.write(first, () => response.destroy());
    };
    const { text, resumes, asked, changes, server } = await readTurnOf({
      functionUrl: cut,
      restStream: answerTurn(LOG),
    });
    expect(text).toBe(TEXT);
    expect(asked).toEqual([...Array(4).fill('functionUrl'), 'restStream']);
    expect(resumes).toEqual([1, 2, 3]);
    expect(changes.at(-1)).toMatchObject({ from: 'functionUrl', to: 'restStream' });
    expect(server.requests.slice(1).map(({ headers }) => headers['last-event-id'])).toEqual(Array(4).fill('1.1'));
  });

  it('and read whole in the end gives only the text that is missing', async () => {
    const cut: Answer = (response, _, index) => {
      openEvents(response);
      response.end(index === 0 ? wire('1.0', start()) + wire('1.1', chunk('Warm')) : wire('1.1', start('resumed')));
    };
    const { text, events, asked } = await readTurnOf({ functionUrl: cut, json: answerWhole(LOG) });
    expect(text).toBe(TEXT);
    expect(asked).toEqual([...Array(4).fill('functionUrl'), 'restStream', 'json']);
    expect(events.at(-3)).toMatchObject({ type: 'start', status: 'resumed' });
    expect(events.at(-2)).toEqual(chunk(TEXT.slice('Warm'.length)));
  });

  it('to the end of all transports is an error, not an answer', async () => {
    const cut: Answer = (response, _, index) => {
      openEvents(response);
      response.end(index === 0 ? wire('1.0', start()) + wire('1.1', chunk('Warm')) : '');
    };
    const { error, text } = await readTurnOf({ functionUrl: cut }, { outputs: { api: undefined } });
    expect(text).toBe('Warm');
    expect(error).toMatchObject({ code: 'NO_TERMINAL_EVENT', retryable: true, partial: true });
  });

  it('is given events again that it has, which are dropped', async () => {
    const functionUrl: Answer = (response, _, index) => {
      openEvents(response);
      response.end(
        index === 0
          ? wire('1.0', start()) + wire('1.1', chunk('a')) + wire('1.2', chunk('b'))
          : wire('1.2', start('resumed')) +
              wire('1.1', chunk('a')) +
              wire('1.2', chunk('b')) +
              wire('1.3', chunk('c')) +
              wire('1.3', chunk('c')) +
              wire('1.4', complete('abc')),
      );
    };
    expect((await readTurnOf({ functionUrl })).text).toBe('abc');
  });

  it('is answered anew, and the application is told to forget', async () => {
    for (const status of ['restarted', 'initialized'] as const) {
      const functionUrl: Answer = (response, _, index) => {
        openEvents(response);
        response.end(
          index === 0
            ? wire('1.0', start()) + wire('1.1', chunk('a')) + wire('1.2', chunk('b'))
            : wire('2.0', start(status)) + wire('2.1', chunk('xyz')) + wire('2.2', complete('xyz')),
        );
      };
      const { text, events } = await readTurnOf({ functionUrl });
      expect(text).toBe('xyz');
      expect(events.filter(({ type }) => type === 'start').at(-1)).toMatchObject({ status: 'restarted' });
    }
  });

  it('because its bytes are no events of ours is resumed', async () => {
    const functionUrl: Answer = (response, request, index) => {
      if (index > 0) {
        answerTurn(LOG)(response, request);
        return;
      }
      openEvents(response);
      response.end(`${wire('1.0', start())}id: 1.1\ndata: {"type":"chunk","cont\n\n`);
    };
    const { text, resumes } = await readTurnOf({ functionUrl });
    expect([text, resumes]).toEqual([TEXT, [1]]);
  });
});

describe('a token', () => {
  it('that is refused is asked for once more, also in the middle of a resume', async () => {
    const asked: boolean[] = [];
    const functionUrl: Answer = (response, request, index) => {
      if (index === 0) {
        openEvents(response);
        response.write(wire('1.0', start()) + wire('1.1', chunk(WORDS[0] ?? '')), () => response.destroy());
      } else if (index === 1) {
        refuse(response, 401, { code: 'UNAUTHENTICATED' });
      } else {
        answerTurn(LOG)(response, request);
      }
    };
    const { text, server } = await readTurnOf(
      { functionUrl },
      {
        getToken({ isRefresh }) {
          asked.push(isRefresh);
          return isRefresh ? 'fresh' : 'stale';
        },
      },
    );
    expect(text).toBe(TEXT);
    expect(asked).toEqual([false, false, true]);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer stale',
      'Bearer stale',
      'Bearer fresh',
    ]);
  });

  it('that is refused twice is an error', async () => {
    const functionUrl: Answer = (response) => refuse(response, 401, { code: 'UNAUTHENTICATED' });
    const { error, asked } = await readTurnOf({ functionUrl });
    expect(error).toMatchObject({ code: 'UNAUTHENTICATED', retryable: false, status: 401 });
    expect(asked).toEqual(['functionUrl', 'functionUrl']);
  });

  it('that cannot be had is an error, and what the provider threw is its cause', async () => {
    const getToken = () => Promise.reject(new Error('signed out'));
    const { error, asked } = await readTurnOf({}, { getToken });
    expect(error).toMatchObject({ code: 'UNAUTHENTICATED', cause: { message: 'signed out' } });
    expect(asked).toEqual([]);
  });
});
