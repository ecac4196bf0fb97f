import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LoopbackTable, startLoopbackTable } from '../../test/loopback-table.ts';
import type { Conversation } from '../entities/conversation.ts';
import { type StoredMessage, toMessageId } from '../entities/message.ts';
import { createCoachRepository } from './coach-repository.ts';
import { createConversationRepository } from './conversation-repository.ts';
import { createProfileRepository } from './profile-repository.ts';

let table: LoopbackTable;
beforeAll(async () => {
  table = await startLoopbackTable();
});
afterAll(() => table.stop());

const prompts = {
  personality: 'p',
  safety: 's',
  motivation: 'm',
  methodology: 'y',
  communicationStyle: 'c',
  adaptation: 'a',
};
const coach = {
  coachId: 'c1',
  coachName: 'Robin',
  coachDescription: 'd',
  prompts,
  metadata: { version: 1, createdAt: 't' },
};

function conversationOf(userId: string, conversationId: string): Conversation {
  return {
    userId,
    coachId: 'c1',
    conversationId,
    endedTurnIds: [],
    messageCount: 0,
    createdAt: 't',
    updatedAt: 't',
    version: 1,
  };
}

function messagesOf(turnId: string, claimedAt: string) {
  const common = { turnId, claimedAt, createdAt: claimedAt };
  return {
    user: { ...common, messageId: toMessageId(turnId, 'user'), role: 'user', content: `ask ${turnId}` },
    assistant: {
      ...common,
      messageId: toMessageId(turnId, 'assistant'),
      role: 'assistant',
      content: `answer ${turnId}`,
      state: 'complete',
    },
  } as const satisfies Record<string, StoredMessage>;
}

describe('the conversation repository', () => {
  it('gives head, coach, profile and the newest messages, oldest first', async () => {
    const repository = createConversationRepository(table);
    const conversation = conversationOf('u1', 'v1');
    await createCoachRepository(table).create('u1', coach);
    await createProfileRepository(table).create({
      userId: 'u1',
      timezone: 'UTC',
      unitSystem: 'metric',
      createdAt: 't',
    });
    await repository.create(conversation);
    for (let turn = 1; turn <= 5; turn += 1) {
      const { user, assistant } = messagesOf(`t${turn}`, `2026-01-01T00:00:0${turn}.000Z`);
      await repository.putAssistantMessage(conversation, assistant);
      await repository.putUserMessage(conversation, user);
    }
    const snapshot = await repository.load(conversation, { messageLimit: 4 });
    expect(snapshot.conversation).toEqual(conversation);
    expect(snapshot.coach).toEqual(coach);
    expect(snapshot.profile?.timezone).toBe('UTC');
    expect(snapshot.messages.map(({ content }) => content)).toEqual(['ask t4', 'answer t4', 'ask t5', 'answer t5']);
  });

  it("gives nothing of another user's conversation, coach or messages", async () => {
    const repository = createConversationRepository(table);
    const conversation = conversationOf('owner', 'v2');
    await createCoachRepository(table).create('owner', coach);
    await repository.create(conversation);
    await repository.putUserMessage(conversation, messagesOf('t1', '2026-01-01T00:00:00.000Z').user);
    const snapshot = await repository.load({ ...conversation, userId: 'stranger' }, { messageLimit: 10 });
    expect(snapshot).toEqual({ conversation: undefined, coach: undefined, profile: undefined, messages: [] });
  });

  it('creates a conversation once and leaves the one that exists as it is', async () => {
    const repository = createConversationRepository(table);
    const conversation = { ...conversationOf('u4', 'v4'), title: 'first' };
    await expect(repository.create(conversation)).resolves.toBe(true);
    await expect(repository.create({ ...conversation, title: 'second' })).resolves.toBe(false);
    expect((await repository.load(conversation, { messageLimit: 1 })).conversation?.title).toBe('first');
  });

  it('says which fields of a stored item are not what they should be, and not their values', async () => {
    const repository = createConversationRepository(table);
    const conversation = { ...conversationOf('u5', 'v5'), messageCount: 'secret' as unknown as number };
    await repository.create(conversation);
    const loading = repository.load(conversation, { messageLimit: 1 });
    await expect(loading).rejects.toMatchObject({ code: 'INTERNAL', message: expect.stringContaining('messageCount') });
    await expect(loading).rejects.not.toMatchObject({ message: expect.stringContaining('secret') });
  });

  it.each([{ operation: 'GetItem' }, { operation: 'Query' }])(
    'reports a table that cannot be read as unavailable ($operation)',
    async ({ operation }) => {
      // More than one: a call of a load that has failed already may still be on its way, and meet the next load's fault.
      table.faults.next({ operation, kind: 'refuse', times: 9 });
      const loading = createConversationRepository(table).load(conversationOf('u6', 'v6'), { messageLimit: 1 });
      await expect(loading).rejects.toMatchObject({ name: 'StoreError', code: 'STORAGE_UNAVAILABLE' });
      table.faults.clear();
    },
  );
});
