import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { arrivals } from '../../test/arrivals.ts';
import { invokeChat, readSimpleEvents } from '../../test/invoke-chat.ts';
import { readEvents } from '../../test/invoke-stream.ts';
import { settle } from '../../test/manual-clock.ts';
import { chunk, complete, openBatches, openTurn, START, tell } from '../../test/opened-turn.ts';
import { parseSse } from '../../test/recorded-stream.ts';
import { ERRORS, type ErrorCode } from '../contract/errors.ts';
import type { OpenedStream, StreamItem } from './opened-stream.ts';

const RESTART: StreamItem = { id: '2.0', event: { type: 'start', status: 'restarted' } };
const RETRACT: StreamItem = { id: '1.2', event: { type: 'retract', reason: 'content_filtered' } };
const textItem = (content: string, id = '1.1'): StreamItem => ({ id, event: chunk(content) });
const END: StreamItem = { id: '1.9', event: complete('Hi') };
const errorOf = (code: ErrorCode) => ({ error: { code, message: ERRORS[code].message } });
const INTERRUPTED = errorOf('TURN_INTERRUPTED');

/** Everything that a reader is told of these batches. */
async function told(...batches: (readonly StreamItem[])[]) {
  const { done, events, clock } = invokeChat({ open: async () => openBatches(...batches) });
  await done;
  expect(clock.pendingTimers).toBe(0);
  return events();
}

describe('the simple dialect', () => {
  it('is one line of data an event, and comments: no ids, no names, no delay', async () => {
    const { done, stream } = invokeChat({
      open: async () => openTurn(tell(chunk('Going '), chunk('great!'), complete('Going great!'))),
    });
    await done;
    expect(stream.prelude).toMatchObject({ statusCode: 200, headers: { 'content-type': 'text/event-stream' } });
    expect(stream.writes.slice(1).map(String)).toEqual([
      ':\n\n',
      'data: {"token": "Going "}\n\n',
      'data: {"token": "great!"}\n\n',
      'data: {"done": true}\n\n',
    ]);
  });

  it('is read back whole, byte by byte and cut at random, whatever the text', async () => {
    const anyText = fc.string({ unit: fc.oneof(fc.string({ unit: 'binary', maxLength: 1 }), fc.constant('\n')) });
    await fc.assert(
      fc.asyncProperty(fc.array(anyText), fc.array(fc.nat(50)), async (texts, cutLengths) => {
        const { done, stream } = invokeChat({ open: async () => openTurn(tell(...texts.map(chunk), complete(''))) });
        await done;
        const tokens = texts.filter((text) => text !== '').map((token) => ({ token }));
        for (const pieces of arrivals(stream.body, cutLengths)) {
          expect(readSimpleEvents(pieces)).toEqual([...tokens, { done: true }]);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('says nothing of what is neither text nor the end', async () => {
    const passing: StreamItem = { id: undefined, event: { type: 'contextual', content: 'Reading', stage: 'reading' } };
    const fact: StreamItem = { id: '1.1', event: { type: 'metadata' } };
    expect(await told([START, passing, fact, textItem('Hi', '1.2'), END])).toEqual([{ token: 'Hi' }, { done: true }]);
  });

  it("ends with the turn's own error by its code and its public text", async () => {
    const error: StreamItem = { id: '1.2', event: { type: 'error', code: 'MODEL_THROTTLED', partial: true } };
    expect(await told([START, textItem('Hi'), error])).toEqual([
      { token: 'Hi' },
      { error: { code: 'MODEL_THROTTLED', message: ERRORS.MODEL_THROTTLED.message } },
    ]);
  });

  it.each([
    ['begins anew', RESTART, 'TURN_INTERRUPTED'],
    ['takes text back', RETRACT, 'MODEL_REFUSED'],
  ] as const)('ends with an error where the turn %s behind text', async (_what, item, code) => {
    expect(await told([START, textItem('Hi')], [item, textItem('Ho', '2.1'), END])).toEqual([
      { token: 'Hi' },
      errorOf(code),
    ]);
  });

  it.each([
    ['begins anew', RESTART],
    ['takes text back', RETRACT],
  ])('goes on where the turn %s before there is text', async (_what, item) => {
    expect(await told([START, item, textItem('Ho', '2.1'), END])).toEqual([{ token: 'Ho' }, { done: true }]);
  });

  it('ends with an error where its reader would have to forget what an earlier connection brought', async () => {
    expect(await told([RESTART, textItem('Ho', '2.1'), END])).toEqual([INTERRUPTED]);
  });

  it('ends with an error where its reader would have to come back for the rest', async () => {
    expect(await told([START, textItem('Hi')])).toEqual([{ token: 'Hi' }, INTERRUPTED]);
  });

  it('ends with an error where reading fails, and tells nothing of its text', async () => {
    const failing: OpenedStream = {
      ...openBatches(),
      items: (async function* () {
        yield [START, textItem('Hi')];
        throw new TypeError('secret');
      })(),
    };
    const { done, events, stream } = invokeChat({ open: async () => failing });
    await done;
    expect(events()).toEqual([{ token: 'Hi' }, { error: { code: 'INTERNAL', message: ERRORS.INTERNAL.message } }]);
    expect(stream.body).not.toContain('secret');
  });

  it('fills silence with comments, also where events come that it does not tell', async () => {
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { done, stream, clock } = invokeChat({
      open: async () =>
        openTurn(
          (async function* () {
            await gates[0]?.promise;
            yield { type: 'contextual', content: 'Reading', stage: 'reading' } as const;
            await gates[1]?.promise;
            yield complete('');
          })(),
        ),
    });
    await settle();
    await clock.advance(9_000);
    gates[0]?.resolve();
    await settle();
    await clock.advance(1_000);
    // The one that opens the stream, and the one that fills the silence.
    expect(parseSse([stream.body]).comments).toHaveLength(2);
    gates[1]?.resolve();
    await done;
  });

  it.each(['events', ' Events '])('gives way to all events where Accept-Stream asks for %j', async (asked) => {
    const { done, stream } = invokeChat(
      { open: async () => openTurn(tell(chunk('Hi'), complete('Hi'))) },
      { headers: { 'Accept-Stream': asked } },
    );
    await done;
    expect(readEvents([stream.body]).map(({ id, event }) => [id, event.type])).toEqual([
      ['1.0', 'start'],
      ['1.1', 'chunk'],
      ['1.2', 'complete'],
    ]);
  });

  it('is kept to where Accept-Stream asks for something else', async () => {
    const { done, events } = invokeChat(
      { open: async () => openTurn(tell(complete(''))) },
      { headers: { 'Accept-Stream': 'eventsource' } },
    );
    await done;
    expect(events()).toEqual([{ done: true }]);
  });
});
