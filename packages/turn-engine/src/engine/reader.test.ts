import type { StreamItem } from '@coach-stream/streaming-core';
import { type EventPosition, formatEventId } from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
import { toComplete } from '../../test/in-memory-tables.ts';
import type { TurnState } from '../turn-state.ts';
import { createReader, type LoggedItems } from './reader.ts';

/** The second attempt's log of three chunks, from one of them on. */
function loggedFrom(firstSeq: number, contents = ['a', 'b', 'c']): LoggedItems {
  const items = contents.map((content, index): StreamItem => {
    const id = formatEventId({ attempt: 2, seq: index + 1 });
    return { id, event: { type: 'chunk', content } };
  });
  return { firstSeq, items: items.slice(firstSeq - 1) };
}

const NOTHING: LoggedItems = { firstSeq: 1, items: [] };

const ENDED: TurnState<string> = {
  hash: 'h',
  subject: 's',
  status: 'complete',
  attempt: 2,
  releases: 0,
  leaseUntil: 0,
  stopRequested: false,
  settled: true,
  claimedAt: 'place',
  lastSeq: 3,
  textFrom: 'result',
};
const STORED = { attempt: 2, text: 'abc', complete: toComplete('t', { text: 'abc', status: 'complete' }) };

/** Events as `id what`. */
const tell = (items: readonly StreamItem[]) =>
  items.map(({ id, event }) => {
    const what = event.type === 'start' ? event.status : event.type === 'chunk' ? event.content : `${event.type}`;
    return `${id} ${what}`;
  });

describe('a reader', () => {
  it.each<[string, EventPosition | undefined, string[]]>([
    ['nothing', undefined, ['2.0 initialized', '2.1 a', '2.2 b', '2.3 c']],
    ['the start', { attempt: 2, seq: 0 }, ['2.0 resumed', '2.1 a', '2.2 b', '2.3 c']],
    ['two events', { attempt: 2, seq: 2 }, ['2.2 resumed', '2.3 c']],
    ['all events', { attempt: 2, seq: 3 }, ['2.3 resumed']],
    ['more than there is yet', { attempt: 2, seq: 9 }, ['2.9 resumed']],
    ['an earlier attempt', { attempt: 1, seq: 2 }, ['2.0 restarted', '2.1 a', '2.2 b', '2.3 c']],
    ['a later attempt', { attempt: 3, seq: 2 }, ['2.0 restarted', '2.1 a', '2.2 b', '2.3 c']],
    ['a strange id', { attempt: 0, seq: 0 }, ['2.0 restarted', '2.1 a', '2.2 b', '2.3 c']],
  ])('that has %s is given what it lacks', (_case, after, told) => {
    const reader = createReader(after);
    expect(tell(reader.next(2, loggedFrom(1)))).toEqual(told);
    expect(reader.next(2, loggedFrom(1))).toEqual([]);
    expect(reader.start(2)).toEqual([]);
  });

  it('begins anew with each later attempt', () => {
    const reader = createReader({ attempt: 1, seq: 4 });
    expect(tell(reader.next(1, NOTHING))).toEqual(['1.4 resumed']);
    expect(tell(reader.next(2, loggedFrom(1)))).toEqual(['2.0 restarted', '2.1 a', '2.2 b', '2.3 c']);
    expect(reader.seqIn(1)).toBe(0);
  });

  it.each<[string, EventPosition | undefined, LoggedItems, string[]]>([
    ['the log has all', undefined, loggedFrom(1), ['2.0 initialized', '2.1 a', '2.2 b', '2.3 c', '2.4 complete']],
    ['the log has the rest', { attempt: 2, seq: 1 }, loggedFrom(2), ['2.1 resumed', '2.2 b', '2.3 c', '2.4 complete']],
    ['nothing lacks', { attempt: 2, seq: 3 }, NOTHING, ['2.3 resumed', '2.4 complete']],
    ['it has the end, too', { attempt: 2, seq: 4 }, NOTHING, ['2.4 resumed', '2.4 complete']],
    ['the log is gone', { attempt: 2, seq: 1 }, NOTHING, ['2.0 restarted', '2.3 abc', '2.4 complete']],
    ['the log is gone for a new one', undefined, NOTHING, ['2.0 initialized', '2.3 abc', '2.4 complete']],
    ['the log breaks off', { attempt: 2, seq: 0 }, loggedFrom(1, ['a']), ['2.0 restarted', '2.3 abc', '2.4 complete']],
    ['the log begins too late', { attempt: 2, seq: 1 }, loggedFrom(3), ['2.0 restarted', '2.3 abc', '2.4 complete']],
    ['it has more than there is', { attempt: 2, seq: 5 }, NOTHING, ['2.0 restarted', '2.3 abc', '2.4 complete']],
    ['it read another attempt', { attempt: 1, seq: 3 }, NOTHING, ['2.0 restarted', '2.3 abc', '2.4 complete']],
  ])('is given the end of a turn and what it lacks of it, where %s', (_case, after, logged, told) => {
    expect(tell(createReader(after).end(ENDED, STORED, logged))).toEqual(told);
  });

  it('that has an event which never came into the log begins anew, where somebody else has ended the turn', () => {
    const state: TurnState<string> = { ...ENDED, status: 'stopped', textFrom: 'log' };
    // 2.4 is then no terminal event: the runner that died has given it to its own readers.
    const told = tell(createReader({ attempt: 2, seq: 4 }).end(state, STORED, loggedFrom(1)));
    expect(told).toEqual(['2.0 restarted', '2.3 abc', '2.999999999 complete']);
    const again = tell(createReader({ attempt: 2, seq: 999_999_999 }).end(state, STORED, NOTHING));
    expect(again).toEqual(['2.999999999 resumed', '2.999999999 complete']);
  });

  it('is told an interruption once it is nobody’s turn any more, and what has become of it later', () => {
    const reader = createReader({ attempt: 2, seq: 1 });
    const [start, end] = reader.interrupt(2);
    expect(tell([start, end].filter((item) => item !== undefined))).toEqual(['2.1 resumed', '2.999999998 error']);
    expect(end?.event).toEqual({ type: 'error', code: 'TURN_INTERRUPTED', partial: true });
    const ended = createReader({ attempt: 2, seq: 999_999_998 }).end({ ...ENDED, textFrom: 'log' }, STORED, NOTHING);
    expect(tell(ended)).toEqual(['2.0 restarted', '2.3 abc', '2.999999999 complete']);
  });

  it('is given the message of the attempt before, where this one could not replace it', () => {
    const state: TurnState<string> = { ...ENDED, status: 'failed', lastSeq: 0, textFrom: 'message' };
    const stored = { attempt: 1, text: 'half an', complete: undefined };
    const told = tell(createReader(undefined).end(state, stored, NOTHING));
    expect(told).toEqual(['2.0 initialized', '2.0 half an', '2.1 error']);
  });

  it('is not given the text of an earlier attempt as this one’s', () => {
    const failure = { code: 'MODEL_TIMEOUT', partial: false } as const;
    const state: TurnState<string> = { ...ENDED, status: 'failed', failure };
    const items = createReader(undefined).end(state, { attempt: 1, text: 'old', complete: undefined }, NOTHING);
    expect(tell(items)).toEqual(['2.0 initialized', '2.4 error']);
    expect(items.at(-1)?.event).toEqual({ type: 'error', ...failure });
  });

  it.each([
    ['complete', 'TURN_NOT_FOUND'],
    ['stopped', 'TURN_STOPPED'],
  ] as const)('is told %s turns without messages as %s', (status, code) => {
    const items = createReader(undefined).end({ ...ENDED, status, lastSeq: 0 }, undefined, NOTHING);
    expect(items.at(-1)).toEqual({ id: '2.1', event: { type: 'error', code, partial: false } });
  });
});
