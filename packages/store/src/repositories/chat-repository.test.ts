import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newChat } from '../../test/chats.ts';
import { type LoopbackTable, startLoopbackTable } from '../../test/loopback-table.ts';
import { newSession } from '../../test/sessions.ts';
import { placeOf, questionOf, settledTurn } from '../../test/turns.ts';
import type { Chat } from '../entities/chat.ts';
import { openChat } from './chat-opening.ts';
import { createChatRemoval } from './chat-removal.ts';
import { type ChatRepository, createChatRepository } from './chat-repository.ts';
import { createChatTurns } from './chat-turns.ts';
import { createSessionRepository } from './session-repository.ts';
import { createSessionTurns } from './session-turns.ts';

let table: LoopbackTable;
let chats: ChatRepository;
let chat: Chat;
beforeAll(async () => {
  table = await startLoopbackTable();
  chats = createChatRepository(table);
});
beforeEach(async () => {
  chat = newChat({ sessionId: `chat_z${randomUUID()}` });
  await chats.create(chat);
});
afterAll(() => table.stop());

const subjectOf = ({ userId, sessionId }: Chat) => ({ kind: 'chat', userId, sessionId }) as const;
const messagesOf = async (ref = chat) => (await chats.load(ref, { messageLimit: 50 })).messages;

describe('a chat', () => {
  it('is created once, for its user alone', async () => {
    expect(await chats.create({ ...chat, persona: 'default' })).toBe(false);
    expect(await chats.load(chat, { messageLimit: 5 })).toEqual({ chat, profile: undefined, messages: [] });
    expect(await chats.read({ ...chat, userId: randomUUID() })).toBeUndefined();
  });

  it('is listed with the user’s others, newest first, and with nothing else of theirs', async () => {
    const { userId } = chat;
    for (const sessionId of ['chat_1', 'chat_3', 'chat_2']) {
      await chats.create(newChat({ userId, sessionId }));
    }
    const session = newSession({ userId });
    await createSessionRepository(table).create(session, {
      messageId: 'm',
      turnId: session.sessionId,
      role: 'assistant',
      content: 'Hi',
      createdAt: 't',
      claimedAt: 't',
      state: 'complete',
    });
    const { items, next } = await chats.list(userId, { limit: 3 });
    const rest = await chats.list(userId, { limit: 3, ...(next !== undefined && { after: next }) });
    const ids = [items, rest.items].map((page) => page.map(({ sessionId }) => sessionId));
    expect(ids).toEqual([[chat.sessionId, 'chat_3', 'chat_2'], ['chat_1']]);
  });

  it('changes its persona, whoever holds it; one that is gone does not come back by that', async () => {
    await createChatTurns(table).lock(subjectOf(chat), { ...settledTurn(), mustBeLast: false });
    const changed = await chats.changePersona(chat, 'drill_sergeant');
    expect(changed).toMatchObject({ persona: 'drill_sergeant', version: 3 });
    expect(await chats.read(chat)).toEqual(changed);
    expect(await chats.changePersona(chat, 'calm_coach', 2)).toBeUndefined();
    expect(await chats.changePersona(chat, 'calm_coach', 3)).toMatchObject({ persona: 'calm_coach', version: 4 });
    const gone = newChat();
    expect(await chats.changePersona(gone, 'default')).toBeUndefined();
    expect(await chats.read(gone)).toBeUndefined();
  });

  it('is titled once; one that is gone does not come back by that', async () => {
    expect(await chats.setTitleOnce(chat, 'Warming up')).toBe(true);
    expect(await chats.setTitleOnce(chat, 'Cooling down')).toBe(false);
    expect(await chats.read(chat)).toMatchObject({ title: 'Warming up', version: chat.version + 1 });
    const gone = newChat();
    expect(await chats.setTitleOnce(gone, 'Warming up')).toBe(false);
    expect(await chats.read(gone)).toBeUndefined();
  });

  it('is removed as it was read, and then all that was said in it, and nothing of another one', async () => {
    const theirs = { ...chat, userId: randomUUID() };
    for (const ref of [chat, theirs]) {
      await chats.putUserMessage(ref, questionOf({ turnId: 't', claimedAt: placeOf(1) }));
    }
    const removal = createChatRemoval(table);
    expect(await removal.removeContents(chat)).toBe(0);
    const changed = await chats.changePersona(chat, 'default');
    expect(await removal.removeHead(chat)).toBe(false);
    expect(await removal.removeHead(changed ?? chat)).toBe(true);
    expect(await removal.removeContents(chat)).toBe(1);
    expect([await messagesOf(), await messagesOf(theirs)]).toMatchObject([[], [{ turnId: 't' }]]);
  });
});

describe('a turn of a chat', () => {
  const turn = settledTurn({ claimedAt: placeOf(1) });

  it('locks the head, stores both messages, and is counted once, however often', async () => {
    const subject = subjectOf(chat);
    const turns = createChatTurns(table);
    const opening = openChat(table, chat, { messageLimit: 4 });
    await opening.readHead();
    expect(await opening.lock(subject, { ...turn, mustBeLast: false })).toBe(true);
    await chats.putUserMessage(chat, questionOf(turn));
    await turns.putAnswer(subject, turn);
    await turns.countTurn(subject, turn);
    await turns.countTurn(subject, turn);
    const messages = await messagesOf();
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
    expect((await chats.listMessages(chat, { limit: 5 })).items).toEqual(messages.toReversed());
    const [userMessage, answer] = messages;
    expect(await turns.readTurnMessages(chat, turn)).toEqual({ userMessage, answer });
    expect(await chats.read(chat)).toEqual({
      ...chat,
      messageCount: 2,
      lastMessageAt: turn.claimedAt,
      lastTurnId: turn.turnId,
      endedTurnIds: [turn.turnId],
      version: 3,
    });
  });

  it('starts from the persona that the chat has when it is locked', async () => {
    const opening = openChat(table, chat, { messageLimit: 4 });
    await opening.readHead();
    await chats.changePersona(chat, 'personal_trainer');
    await opening.lock(subjectOf(chat), { ...turn, mustBeLast: false });
    await chats.changePersona(chat, 'default');
    expect((await opening.snapshot()).chat?.persona).toBe('personal_trainer');
  });

  it('of a chat that was deleted passes, also where a coach creator session has its id', async () => {
    const gone = newChat({ userId: chat.userId });
    const turns = createChatTurns(table);
    const sessions = createSessionTurns(table, { advance: (session) => session });
    const subject = subjectOf(gone);
    expect(await sessions.lock(chat, { ...turn, mustBeLast: false })).toBe(false);
    await turns.countTurn(subject, turn);
    expect(await turns.lock(subject, { ...turn, mustBeLast: false })).toBe(false);
    expect(await chats.read(gone)).toBeUndefined();
  });
});
