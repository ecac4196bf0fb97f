import {
  type ConversationRef,
  type ConversationSnapshot,
  createConversationRepository,
  createTableClient,
} from '@coach-stream/store';
import type { LocalRunUnderTest } from './local-run.ts';

/** A conversation as the table holds it, the demo one by default, with its 200 newest messages, oldest first. */
export async function readConversation(
  run: LocalRunUnderTest,
  ids: ConversationRef = run.ids,
): Promise<ConversationSnapshot> {
  const { endpoint, accessKeyId, secretAccessKey, tableName } = run.operator;
  const client = createTableClient({
    region: run.outputs.region,
    endpoint,
    credentials: { accessKeyId, secretAccessKey },
  });
  const snapshot = await createConversationRepository({ client, tableName }).load(ids, { messageLimit: 200 });
  client.destroy();
  return snapshot;
}
