import { randomUUID } from 'node:crypto';
import type { LogEntry, TurnKey } from '@coach-stream/turn-engine';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LoopbackTable, startLoopbackTable } from '../../test/loopback-table.ts';
import { onCalls } from '../../test/on-calls.ts';
import { newSubject, placeOf, resultOf } from '../../test/turns.ts';
import { createTurnRepository, DEFAULT_TURN_TTL, type TurnRepository } from './turn-repository.ts';
import { createTicketStore } from './turn-ticket-repository.ts';

let table: LoopbackTable;
let turns: TurnRepository;
const now = () => Date.parse('2026-01-01T00:00:00Z');

beforeAll(async () => {
  table = await startLoopbackTable();
  turns = createTurnRepository(table, { now, ...DEFAULT_TURN_TTL });
});
afterAll(() => table.stop());

async function newTurn(): Promise<TurnKey> {
  const turn = { userId: 'u', turnId: randomUUID() };
  await turns.claim(turn, { hash: 'h', subject: newSubject(), leaseUntil: 100 });
  return turn;
}
const append = (turn: TurnKey, attempt: number, firstSeq: number, ...entries: LogEntry[]) =>
  turns.append(turn, attempt, { firstSeq, entries });
const commit = (turn: TurnKey, lastSeq: number) =>
  turns.commit(turn, 1, { status: 'complete', lastSeq, textFrom: 'result', claimedAt: placeOf(1) });

describe('the text of a log', () => {
  it('is that of an attempt up to an event, over batches and up to a gap', async () => {
    const turn = await newTurn();
    await append(turn, 1, 1, 'Hel', 'lo');
    await append(turn, 1, 3, ' you');
    await append(turn, 1, 9, 'late');
    await append(turn, 2, 1, 'Again');
    expect(await turns.readLoggedAnswer(turn, 1)).toEqual({ text: 'Hello you', lastSeq: 3 });
    expect(await turns.readLoggedAnswer(turn, 1, 2)).toEqual({ text: 'Hello', lastSeq: 2 });
    expect(await turns.readLoggedAnswer(turn, 1, 0)).toEqual({ text: '', lastSeq: 0 });
    expect(await turns.readLoggedAnswer(turn, 2)).toEqual({ text: 'Again', lastSeq: 1 });
    expect(await turns.readLoggedAnswer(turn, 3)).toEqual({ text: '', lastSeq: 0 });
  });

  it('begins anew where it was withdrawn, and counts events that are no text', async () => {
    const turn = await newTurn();
    await append(turn, 1, 1, { type: 'metadata', mode: 'chat' }, 'bad', { type: 'retract', reason: 'filtered' });
    await append(turn, 1, 4, 'good');
    const facts = { mode: 'chat' };
    expect(await turns.readLoggedAnswer(turn, 1)).toEqual({ text: 'good', lastSeq: 4, facts });
    expect(await turns.readLoggedAnswer(turn, 1, 3)).toEqual({ text: '', lastSeq: 3, facts });
    expect(await turns.readLoggedAnswer(turn, 1, 2)).toEqual({ text: 'bad', lastSeq: 2, facts });
  });

  it('comes with the facts that were told up to an event', async () => {
    const turn = await newTurn();
    const memorySaved = { memoryId: 'mem_1', content: 'Trains at six' };
    const workoutLogged = { workoutId: 'wko_1', discipline: 'strength', completedAt: 't' };
    await append(turn, 1, 1, { type: 'metadata', memorySaved }, 'Noted');
    await append(turn, 1, 3, { type: 'metadata', workoutLogged });
    expect(await turns.readLoggedAnswer(turn, 1)).toEqual({
      text: 'Noted',
      lastSeq: 3,
      facts: { memorySaved, workoutLogged },
    });
    expect(await turns.readLoggedAnswer(turn, 1, 2)).toEqual({ text: 'Noted', lastSeq: 2, facts: { memorySaved } });
  });

  it('is whole where it is longer than one page of a query', async () => {
    const turn = await newTurn();
    for (let seq = 1; seq <= 5; seq += 1) {
      await append(turn, 1, seq, 'x'.repeat(300_000));
    }
    expect((await turns.readLoggedAnswer(turn, 1)).text).toHaveLength(1_500_000);
  });
});

describe('a page of a log', () => {
  it('holds the batches of one attempt from an event on, and the state', async () => {
    const turn = await newTurn();
    const entries: LogEntry[] = ['a', { type: 'metadata', mode: 'chat', nested: { n: 1 } }];
    await append(turn, 1, 1, ...entries);
    await append(turn, 1, 3, { type: 'retract', reason: 'filtered' });
    await append(turn, 1, 4, 'b');
    await append(turn, 2, 1, 'other attempt');
    await turns.putResult(turn, 1, resultOf('b'));
    await createTicketStore(table, { now }).put(turn, 'f'.repeat(64));
    const page = await turns.readPage(turn, { attempt: 1, fromSeq: 1 });
    expect(page.batches).toEqual([
      { firstSeq: 1, entries },
      { firstSeq: 3, entries: [{ type: 'retract', reason: 'filtered' }] },
      { firstSeq: 4, entries: ['b'] },
    ]);
    expect(page.state).toEqual(await turns.readState(turn));
    expect((await turns.readPage(turn, { attempt: 1, fromSeq: 4 })).batches).toHaveLength(1);
    expect((await turns.readPage(turn, { attempt: 1, fromSeq: 5 })).batches).toHaveLength(0);
    expect((await turns.readPage(turn, { attempt: 2, fromSeq: 1 })).batches).toHaveLength(1);
  });

  it('is one consistent query as long as it is within 1 MB', async () => {
    const turn = await newTurn();
    await append(turn, 1, 1, 'a');
    const queries: object[] = [];
    const end = onCalls(table, 'Query', {
      before: (_earlier, input) => {
        queries.push(input);
      },
    });
    await turns.readPage(turn, { attempt: 1, fromSeq: 1 });
    end();
    expect(queries).toEqual([expect.objectContaining({ ConsistentRead: true })]);
  });

  it('has every event of an ended turn, also where the log grew and the turn ended while it was being read', async () => {
    const turn = await newTurn();
    for (let seq = 1; seq <= 5; seq += 1) {
      await append(turn, 1, seq, `${seq}`.repeat(300_000));
    }
    let queries = 0;
    const end = onCalls(table, 'Query', {
      before: async (earlier) => {
        queries += 1;
        if (earlier === 1) {
          await append(turn, 1, 6, 'last');
          await turns.putResult(turn, 1, resultOf('all'));
          await commit(turn, 6);
        }
      },
    });
    const { batches, state } = await turns.readPage(turn, { attempt: 1, fromSeq: 1 });
    end();
    expect(queries).toBeGreaterThan(1);
    expect(state).toMatchObject({ status: 'complete', lastSeq: 6 });
    expect(batches.map(({ firstSeq }) => firstSeq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(batches.at(-1)?.entries).toEqual(['last']);
  });

  it('never shows the end of a turn without all that was logged before it, however reads and writes fall together', async () => {
    const turn = await newTurn();
    const run = async () => {
      for (let seq = 1; seq <= 30; seq += 1) {
        await append(turn, 1, seq, `${seq} `);
      }
      await commit(turn, 30);
    };
    const read = async () => {
      while (true) {
        const { batches, state } = await turns.readPage(turn, { attempt: 1, fromSeq: 1 });
        expect(batches.map(({ firstSeq }) => firstSeq)).toEqual(batches.map((_batch, index) => index + 1));
        if (state?.status === 'complete') {
          return batches.length;
        }
      }
    };
    const [, ...readers] = await Promise.all([run(), read(), read(), read()]);
    expect(readers).toEqual([30, 30, 30]);
  });

  it('is not to be had where the table cannot be read', async () => {
    const turn = await newTurn();
    table.faults.next({ operation: 'Query', kind: 'refuse', times: 1 });
    const reading = turns.readPage(turn, { attempt: 1, fromSeq: 1 });
    await expect(reading).rejects.toMatchObject({ name: 'StoreError', code: 'STORAGE_UNAVAILABLE' });
  });
});
