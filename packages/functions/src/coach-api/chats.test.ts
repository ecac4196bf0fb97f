import { randomUUID } from 'node:crypto';
import { createChatRepository, createChatTurns, toMessageId } from '@coach-stream/store';
import {
  buildPath,
  chatDetailSchema,
  chatPageSchema,
  messagePageSchema,
  personaListSchema,
  startedChatSchema,
} from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
import { TURN_ID, useCoachApi } from '../../test/coach-api-world.ts';
import type { ApiRequestOptions } from '../../test/rest-api-event.ts';

const world = useCoachApi();

const IDS = ['fitness_coach', 'calm_coach', 'drill_sergeant', 'personal_trainer', 'default'];
const START = buildPath('chatStart', {});
const SESSIONS = buildPath('chatSessions', {});
const messagesPath = (sessionId = 'chat_1') => buildPath('chatMessages', { sessionId });
const pathOf = (sessionId = 'chat_1') => buildPath('chatSession', { sessionId });
const start = (options: Partial<ApiRequestOptions> = {}) => world.send({ method: 'POST', path: START, ...options });
const list = async (query: Record<string, string> = {}) =>
  chatPageSchema.parse((await world.send({ path: SESSIONS, query })).json);
const refOf = (sessionId = 'chat_1') => ({ userId: world.ref.userId, sessionId });
const chats = () => createChatRepository(world.table);

/** Puts what a person wrote in a turn of the chat. */
const putMessage = (turnId: string, claimedAt = 't') =>
  chats().putUserMessage(refOf(), {
    messageId: toMessageId(turnId, 'user'),
    turnId,
    role: 'user',
    content: `ask ${turnId}`,
    createdAt: 't',
    claimedAt,
  });

/** Lets the turn hold the chat. */
const lock = () =>
  createChatTurns(world.table).lock(refOf(), { turnId: TURN_ID, attempt: 1, claimedAt: 't', mustBeLast: false });

describe('beginning a chat', () => {
  it.each([
    [undefined, 'default'],
    [{}, 'default'],
    [{ persona: 'drill_sergeant' }, 'drill_sergeant'],
  ])('takes the body %j and says who answers, and who else could', async (body, persona) => {
    const { status, json } = await start({ body });
    const started = startedChatSchema.parse(json);
    expect([status, started]).toEqual([
      201,
      {
        sessionId: expect.stringMatching(/^chat_[0-7][0-9A-HJKMNP-TV-Z]{25}$/),
        persona,
        personaDescription: expect.stringMatching(/^[A-Z].{10,}$/),
        availablePersonas: IDS,
      },
    ]);
    expect((await list()).sessions).toEqual([
      { sessionId: started.sessionId, persona, messageCount: 0, createdAt: expect.stringMatching(/Z$/) },
    ]);
  });

  it.each(['boxer', '', 'Default', 'toString'])('refuses the persona %j and names those there are', async (persona) => {
    const answer = await start({ body: { persona } });
    world.expectRefusal(answer, 422, 'PERSONA_UNKNOWN');
    expect(answer.json.fields).toEqual([{ path: 'persona', problem: `must be one of ${IDS.join(', ')}` }]);
    expect((await list()).sessions).toEqual([]);
  });

  it.each([
    ['{', 400, 'INVALID_JSON'],
    [[], 422, 'INVALID_BODY'],
    [{ persona: 7 }, 422, 'INVALID_BODY'],
    [{ persona: null }, 422, 'INVALID_BODY'],
    [{ persona: 'x'.repeat(129) }, 422, 'INVALID_BODY'],
    [{ persona: 'default', userId: 'somebody' }, 422, 'INVALID_BODY'],
  ])('refuses the body %j', async (body, status, code) => {
    world.expectRefusal(await start({ body }), status, code);
  });

  it('makes one of however many requests with the same key, and another one for anybody else', async () => {
    const headers = { 'Idempotency-Key': TURN_ID };
    const answers = await Promise.all([start({ headers }), start({ headers }), start({ headers })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    expect(new Set(answers.map(({ json }) => json.sessionId)).size).toBe(1);
    await world.becomeNewUser();
    const theirs = await start({ headers });
    expect([theirs.status, theirs.json.sessionId === answers[0]?.json.sessionId]).toEqual([201, false]);
  });

  it('refuses a key that is none', async () => {
    world.expectRefusal(await start({ headers: { 'Idempotency-Key': 'x' } }), 400, 'INVALID_IDEMPOTENCY_KEY');
  });
});

describe('the list of chats', () => {
  it('comes in pages, newest first, by cursors that are good for this user alone', async () => {
    for (const sessionId of ['chat_1', 'chat_2', 'chat_3']) {
      await world.createChat({ sessionId });
    }
    const first = await list({ limit: '2' });
    const cursor = first.nextCursor ?? '';
    const second = await list({ limit: '2', cursor });
    const ids = [first, second].map(({ sessions }) => sessions.map(({ sessionId }) => sessionId));
    expect([ids, second.nextCursor]).toEqual([[['chat_3', 'chat_2'], ['chat_1']], undefined]);
    await world.becomeNewUser();
    const answer = await world.send({ path: SESSIONS, query: { cursor } });
    world.expectRefusal(answer, 400, 'INVALID_QUERY');
  });

  it('shows a chat whose persona is no longer built in with the one that answers', async () => {
    await world.createChat({ persona: 'from_before' });
    expect((await list()).sessions).toMatchObject([{ persona: 'default' }]);
  });
});

describe('the personas', () => {
  it('are listed with what to expect of them', async () => {
    const { personas } = personaListSchema.parse((await world.send({ path: buildPath('chatPersonas', {}) })).json);
    expect(personas.map(({ id }) => id)).toEqual(IDS);
    expect(personas.every(({ description }) => description.length > 10)).toBe(true);
  });
});

describe('a chat', () => {
  const get = async () => chatDetailSchema.parse((await world.send({ path: pathOf() })).json);
  const change = (body: unknown, sessionId?: string) => world.send({ method: 'PATCH', path: pathOf(sessionId), body });

  it('names the turn that is being answered', async () => {
    await world.createChat({ persona: 'calm_coach' });
    const shown = {
      sessionId: 'chat_1',
      persona: 'calm_coach',
      messageCount: 0,
      createdAt: '2026-01-01T08:00:00.000Z',
    };
    expect(await get()).toEqual(shown);
    await world.beginTurn(undefined, { kind: 'chat', ...refOf() });
    await lock();
    expect(await get()).toEqual({ ...shown, activeTurnId: TURN_ID });
  });

  it.each(['failed', 'released'] as const)('names no turn that is %s', async (end) => {
    await world.createChat();
    await world.beginTurn(end, { kind: 'chat', ...refOf() });
    await lock();
    expect(await get()).not.toHaveProperty('activeTurnId');
  });

  it('has the messages of a turn that has ended and that nobody has settled yet', async () => {
    await world.createChat();
    await lock();
    const turn = { userId: world.ref.userId, turnId: TURN_ID };
    const subject = { kind: 'chat', ...refOf() } as const;
    await world.turnStates().claim(turn, { hash: 'h', subject, leaseUntil: Date.now() + 60_000 });
    await putMessage(TURN_ID);
    await world.turnStates().putResult(turn, 1, {
      text: 'Easy does it.',
      state: 'complete',
      stopReason: 'end_turn',
      createdAt: '2026-01-01T08:01:00.000Z',
      timings: { firstTokenMs: 1, totalMs: 2 },
      effects: { persona: 'calm_coach' },
    });
    await world.turnStates().commit(turn, 1, { status: 'complete', lastSeq: 1, textFrom: 'result', claimedAt: 't' });
    expect(await get()).toMatchObject({ messageCount: 2 });
    const { messages } = messagePageSchema.parse((await world.send({ path: messagesPath() })).json);
    expect(messages).toEqual([
      {
        messageId: toMessageId(TURN_ID, 'assistant'),
        turnId: TURN_ID,
        role: 'assistant',
        content: 'Easy does it.',
        createdAt: '2026-01-01T08:01:00.000Z',
        state: 'complete',
      },
      expect.objectContaining({ role: 'user', content: `ask ${TURN_ID}` }),
    ]);
  });

  it('is answered by another persona from now on, also while a turn is running', async () => {
    await world.createChat();
    const subject = { kind: 'chat', ...refOf() } as const;
    await world.beginTurn(undefined, subject);
    const { status, json } = await change({ persona: 'drill_sergeant' });
    expect([status, json]).toEqual([
      200,
      { sessionId: 'chat_1', persona: 'drill_sergeant', messageCount: 0, createdAt: '2026-01-01T08:00:00.000Z' },
    ]);
    expect((await list()).sessions).toEqual([json]);
  });

  it.each([
    [{ persona: 'boxer' }, 'PERSONA_UNKNOWN'],
    [{}, 'INVALID_BODY'],
    [{ persona: 'default', messageCount: 9 }, 'INVALID_BODY'],
  ])('is not changed by %j', async (body, code) => {
    await world.createChat({ persona: 'calm_coach' });
    world.expectRefusal(await change(body), 422, code);
    expect((await list()).sessions).toMatchObject([{ persona: 'calm_coach' }]);
  });

  it('is deleted with all that was said in it, once', async () => {
    await world.createChat();
    await putMessage('t1');
    const remove = () => world.send({ method: 'DELETE', path: pathOf() });
    expect(await remove()).toMatchObject({ status: 200, json: { deleted: true } });
    expect(await chats().load(refOf(), { messageLimit: 9 })).toMatchObject({ chat: undefined, messages: [] });
    world.expectRefusal(await remove(), 404, 'CHAT_NOT_FOUND');
  });

  it('is not deleted while a turn is running in it', async () => {
    await world.createChat();
    const subject = { kind: 'chat', ...refOf() } as const;
    await world.beginTurn(undefined, subject);
    await lock();
    const answer = await world.send({ method: 'DELETE', path: pathOf() });
    world.expectRefusal(answer, 409, 'CONVERSATION_BUSY');
  });

  it("is nobody else's to read, change or delete", async () => {
    await world.createChat();
    await putMessage('t1');
    const { userId } = world.ref;
    world.ref = { ...world.ref, userId: randomUUID() };
    world.expectRefusal(await world.send({ path: pathOf() }), 404, 'CHAT_NOT_FOUND');
    world.expectRefusal(await world.send({ path: messagesPath() }), 404, 'CHAT_NOT_FOUND');
    world.expectRefusal(await change({ persona: 'default' }), 404, 'CHAT_NOT_FOUND');
    world.expectRefusal(await world.send({ method: 'DELETE', path: pathOf() }), 404, 'CHAT_NOT_FOUND');
    expect(await chats().read({ userId, sessionId: 'chat_1' })).toBeDefined();
  });
});

describe('the messages of a chat', () => {
  const page = async (query: Record<string, string> = {}) =>
    messagePageSchema.parse((await world.send({ path: messagesPath(), query })).json);

  it('come in pages, newest first, by cursors that are good for this chat of this user alone', async () => {
    await world.createChat();
    await world.createChat({ sessionId: 'chat_2' });
    expect(await page()).toEqual({ messages: [] });
    for (const nth of [1, 2, 3]) {
      await putMessage(`t${nth}`, `2026-01-02T08:00:0${nth}.000Z`);
    }
    const first = await page({ limit: '2' });
    const cursor = first.nextCursor ?? '';
    const second = await page({ limit: '2', cursor });
    const said = [first, second].map(({ messages }) => messages.map(({ content }) => content));
    expect([said, second.nextCursor]).toEqual([[['ask t3', 'ask t2'], ['ask t1']], undefined]);
    const elsewhere = await world.send({ path: messagesPath('chat_2'), query: { cursor } });
    world.expectRefusal(elsewhere, 400, 'INVALID_QUERY');
    await world.becomeNewUser();
    await world.createChat();
    world.expectRefusal(await world.send({ path: messagesPath(), query: { cursor } }), 400, 'INVALID_QUERY');
  });

  it('are not there for a chat that was not begun', async () => {
    world.expectRefusal(await world.send({ path: messagesPath('chat_none') }), 404, 'CHAT_NOT_FOUND');
  });
});
