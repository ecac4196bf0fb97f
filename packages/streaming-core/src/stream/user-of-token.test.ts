import { describe, expect, it } from '@jest/globals';
import { type ChatDefinition, invokeChat } from '../../test/invoke-chat.ts';
import type { TestRequest } from '../../test/invoke-stream.ts';
import { complete, openTurn, TURN_ID, tell } from '../../test/opened-turn.ts';
import { toTicketUser } from '../auth/ticket-user.ts';

const whole = async () => openTurn(tell(complete('Hello')));
const WATCH: TestRequest = { method: 'GET', query: `turnId=${TURN_ID}`, body: '' };
const STOP: TestRequest = { path: `/chat/stream/${TURN_ID}/stop`, body: '' };

/** Operations that keep whom they are asked for. */
function asking() {
  const asked: unknown[] = [];
  const operations: Partial<ChatDefinition> = {
    open: async ({ userId, turnId, body }) => {
      asked.push([userId, turnId, body]);
      return whole();
    },
    watch: async ({ userId, turnId }) => {
      asked.push([userId, turnId]);
      return whole();
    },
    stop: async ({ userId, turnId }) => {
      asked.push([userId, turnId]);
      return { turnId, status: 'stopped' };
    },
  };
  return { asked, operations };
}

describe('a stream whose path names no user', () => {
  it("runs, watches and stops turns of the token's user, whose body says in which session", async () => {
    const { asked, operations } = asking();
    for (const request of [{}, WATCH, STOP]) {
      const { done, stream } = invokeChat(operations, request);
      await done;
      expect(stream.prelude.statusCode).toBe(200);
    }
    expect(asked).toEqual([
      ['u', TURN_ID, { sessionId: 'chat_1', message: 'hi' }],
      ['u', TURN_ID],
      ['u', TURN_ID],
    ]);
  });

  it.each([
    ['none', undefined],
    ['one that is not valid', 'Bearer bad:u'],
    ['one that names nobody', 'Bearer good:'],
    ['one that names somebody who cannot be', 'Bearer good:a#b'],
  ])('refuses a token that is %s', async (_what, Authorization) => {
    for (const request of [{}, WATCH, STOP]) {
      const { done, stream } = invokeChat({}, { ...request, headers: { Authorization } });
      await done;
      expect([stream.prelude.statusCode, JSON.parse(stream.body).code]).toEqual([401, 'UNAUTHENTICATED']);
    }
  });

  it.each([
    [`${toTicketUser('u')}.random`, 'u'],
    [`${toTicketUser('w')}.random`, 'w'],
  ])('is watched with the ticket %s as the user whom it was given to', async (ticket, userId) => {
    const { asked, operations } = asking();
    const verified: unknown[] = [];
    const verifyTicket: ChatDefinition['verifyTicket'] = async (turn) => verified.push(turn) > 0;
    const request = { ...WATCH, query: `turnId=${TURN_ID}&ticket=${ticket}`, headers: { Authorization: undefined } };
    await invokeChat({ ...operations, verifyTicket }, request).done;
    expect([asked, verified]).toEqual([[[userId, TURN_ID]], [{ userId, turnId: TURN_ID }]]);
  });

  it.each(['', '.', 'random', `${toTicketUser('a#b')}.random`, `${toTicketUser('u')}.random`])(
    'is not watched with the ticket %j, which nobody was given',
    async (ticket) => {
      const request = { ...WATCH, query: `turnId=${TURN_ID}&ticket=${ticket}`, headers: { Authorization: undefined } };
      const { done, stream } = invokeChat({ verifyTicket: async () => false }, request);
      await done;
      expect(stream.prelude.statusCode).toBe(401);
    },
  );

  it.each([
    ['{"sessionId":"chat_1"}', 422],
    ['{"sessionId":"a/b","message":"hi"}', 422],
    ['{"sessionId":"","message":"hi"}', 422],
    ['{"sessionId":7,"message":"hi"}', 422],
    ['{"sessionId":"chat_1","message":" \\u200b"}', 422],
    [JSON.stringify({ sessionId: 'chat_1', message: 'x'.repeat(8_001) }), 422],
    ['{"sessionId":"chat_1","message":"hi","userId":"w"}', 422],
    ['{"sessionId":"chat_1","message":"hi"', 400],
  ])('refuses the body %.60s before it opens', async (body, status) => {
    const { done, stream } = invokeChat({}, { body });
    await done;
    expect(stream.prelude.statusCode).toBe(status);
  });

  it('answers a message that takes no stream by what the function makes of its complete event', async () => {
    const { done, stream } = invokeChat(
      { open: whole, toMessage: ({ fullMessage }) => ({ message: fullMessage }) },
      { path: '/chat/message' },
    );
    await done;
    expect(JSON.parse(stream.body)).toEqual({ message: 'Hello' });
  });
});
