import { createHash, randomBytes } from 'node:crypto';
import { toTicketUser } from '@coach-stream/streaming-core';
import type { TicketStore } from '../turn-log.ts';
import type { TurnKey } from '../turn-state.ts';

/** Random bytes in a ticket. */
const TICKET_BYTES = 32;

/**
 * Makes a ticket: `base64url(userId).32 random bytes`, and stores its hash for this turn.
 *
 * @throws what the store throws
 */
export async function issueTicket(tickets: TicketStore, turn: TurnKey): Promise<string> {
  const ticket = `${toTicketUser(turn.userId)}.${randomBytes(TICKET_BYTES).toString('base64url')}`;
  await tickets.put(turn, hashOf(ticket));
  return ticket;
}

/** Whether a ticket was issued for this turn of this user, and has not expired. */
export async function isTicketOf(tickets: TicketStore, turn: TurnKey, ticket: string): Promise<boolean> {
  return ticket.startsWith(`${toTicketUser(turn.userId)}.`) && (await tickets.has(turn, hashOf(ticket)));
}

function hashOf(ticket: string): string {
  return createHash('sha256').update(ticket).digest('base64url');
}
