import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { TicketStore } from '@coach-stream/turn-engine';
import { tableCall } from '../errors.ts';
import { createExpiry } from '../expiry.ts';
import { turnKeys } from '../keys.ts';
import { readItem } from '../read-item.ts';
import type { Table } from '../table-client.ts';

/** How long a ticket may be used. */
export const TICKET_TTL_SECONDS = 15 * 60;

/**
 * The tickets of turns over the `turns` table: an item each in the turn's partition, so that a ticket of another turn
 * is not found. Both methods throw `StoreError`; `put` costs one write unit.
 */
export function createTicketStore(table: Table, { now }: { readonly now: () => number }): TicketStore {
  const { expiresAt, isLive } = createExpiry(now);
  return {
    async put(turn, ticketHash) {
      const item = { ...turnKeys.ticket(turn, ticketHash), expiresAt: expiresAt(TICKET_TTL_SECONDS) };
      const put = new PutCommand({ TableName: table.tableName, Item: item });
      await tableCall('Writing a ticket', table.client.send(put));
    },
    has: async (turn, ticketHash) =>
      isLive(await readItem(table, turnKeys.ticket(turn, ticketHash), 'Reading a ticket')),
  };
}
