import {
  type ConversationRef,
  type ConversationSnapshot,
  createConversationRepository,
  createTableClient,
  type Table,
  toMessageId,
} from '@coach-stream/store';
import type { LocalRunUnderTest } from './local-run.ts';

/** A conversation as the table holds it, the demo one by default, with its 200 newest messages, oldest first. */
export async function readConversation(
  run: LocalRunUnderTest,
  ids: ConversationRef = run.ids,
): Promise<ConversationSnapshot> {
  return withTable(run, (table) => createConversationRepository(table).load(ids, { messageLimit: 200 }));
}

const PUTS_AT_ONCE = 50;

/** Makes a conversation in which so many messages have been said. */
export async function seedConversation(run: LocalRunUnderTest, ref: ConversationRef, messages: number): Promise<void> {
  const startedAt = Date.now() - messages * 1_000;
  const timeOf = (turn: number) => new Date(startedAt + turn * 1_000).toISOString();
  await withTable(run, async (table) => {
    const repository = createConversationRepository(table);
    const putTurn = async (turn: number) => {
      const turnId = `turn-${turn}`;
      const place = { turnId, claimedAt: timeOf(turn), createdAt: timeOf(turn) };
      const content = `Part ${turn} of a long story.`;
      await repository.putUserMessage(ref, { ...place, messageId: toMessageId(turnId, 'user'), role: 'user', content });
      const messageId = toMessageId(turnId, 'assistant');
      await repository.putAssistantMessage(ref, { ...place, messageId, role: 'assistant', content, state: 'complete' });
    };
    const turns = Array.from({ length: messages / 2 }, (_, turn) => turn);
    for (let from = 0; from < turns.length; from += PUTS_AT_ONCE) {
      await Promise.all(turns.slice(from, from + PUTS_AT_ONCE).map(putTurn));
    }
    await repository.create({
      ...ref,
      endedTurnIds: [],
      messageCount: messages,
      lastMessageAt: timeOf(turns.length),
      createdAt: timeOf(0),
      updatedAt: timeOf(turns.length),
      version: 1,
    });
  });
}

/** Works on the `coach` table as the operator. */
export async function withTable<Value>(run: LocalRunUnderTest, use: (table: Table) => Promise<Value>): Promise<Value> {
  const { endpoint, accessKeyId, secretAccessKey, tableName } = run.operator;
  const client = createTableClient({
    region: run.outputs.region,
    endpoint,
    credentials: { accessKeyId, secretAccessKey },
  });
  try {
    return await use({ client, tableName });
  } finally {
    client.destroy();
  }
}
