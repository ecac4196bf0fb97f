import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LoopbackTable, startLoopbackTable } from '../../test/loopback-table.ts';
import { createTicketStore } from './turn-ticket-repository.ts';

let table: LoopbackTable;
beforeAll(async () => {
  table = await startLoopbackTable();
});
afterAll(() => table.stop());

const turn = { userId: 'u', turnId: 't' };
const hash = 'f'.repeat(64);

describe('the tickets of a turn', () => {
  it('are good for this turn only', async () => {
    const tickets = createTicketStore(table, { now: () => 0 });
    await tickets.put(turn, hash);
    expect(await tickets.has(turn, hash)).toBe(true);
    expect(await tickets.has(turn, 'e'.repeat(64))).toBe(false);
    expect(await tickets.has({ ...turn, turnId: 'other' }, hash)).toBe(false);
    expect(await tickets.has({ ...turn, userId: 'other' }, hash)).toBe(false);
  });

  it('expire after 15 minutes, though they are still in the table', async () => {
    let now = 1_000_000;
    const tickets = createTicketStore(table, { now: () => now });
    await tickets.put(turn, hash);
    now += 15 * 60_000 - 1;
    expect(await tickets.has(turn, hash)).toBe(true);
    now += 1;
    expect(await tickets.has(turn, hash)).toBe(false);
  });
});
