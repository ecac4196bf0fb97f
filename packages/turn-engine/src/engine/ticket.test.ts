import { describe, expect, it } from '@jest/globals';
import { InMemoryTables } from '../../test/in-memory-tables.ts';
import { issueTicket, isTicketOf } from './ticket.ts';

const TURN = { userId: 'us-er_1', turnId: 't1' };

describe('a ticket', () => {
  it('is good for its turn of its user, and for no other', async () => {
    const { tickets } = new InMemoryTables();
    const ticket = await issueTicket(tickets, TURN);
    expect(await isTicketOf(tickets, TURN, ticket)).toBe(true);
    expect(await isTicketOf(tickets, { ...TURN, turnId: 't2' }, ticket)).toBe(false);
    expect(await isTicketOf(tickets, { ...TURN, userId: 'us-er_2' }, ticket)).toBe(false);
    expect(await isTicketOf(new InMemoryTables().tickets, TURN, ticket)).toBe(false);
  });

  it('names its user, before 32 random bytes', async () => {
    const { tickets } = new InMemoryTables();
    const [user = '', secret = ''] = (await issueTicket(tickets, TURN)).split('.');
    expect(Buffer.from(user, 'base64url').toString()).toBe('us-er_1');
    expect(Buffer.from(secret, 'base64url').length).toBe(32);
    expect(await issueTicket(tickets, TURN)).not.toBe(`${user}.${secret}`);
  });

  it('is stored as a hash that does not give it away', async () => {
    const { tickets } = new InMemoryTables();
    const stored: string[] = [];
    const ticket = await issueTicket(
      {
        ...tickets,
        put: async (turn, hash) => {
          stored.push(hash);
          await tickets.put(turn, hash);
        },
      },
      TURN,
    );
    const [, secret = ''] = ticket.split('.');
    expect(stored[0]).toMatch(/^[\w-]{43}$/);
    expect(stored[0]).not.toContain(secret);
  });

  it.each(['', '.', 'x', 'dXMtZXJfMQ', 'dXMtZXJfMQ.', 'dXMtZXJfMQ.AAAA', 'AAAA.AAAA'])('is not %j', async (forged) => {
    const { tickets } = new InMemoryTables();
    await issueTicket(tickets, TURN);
    expect(await isTicketOf(tickets, TURN, forged)).toBe(false);
  });
});
