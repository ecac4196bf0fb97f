import { createConversationRepository, createTableClient, type StoredMessage } from '@coach-stream/store';
import type { LocalRunUnderTest } from './local-run.ts';

/** The newest messages of the demo conversation as the table holds them, oldest first. */
export async function readMessages(run: LocalRunUnderTest): Promise<readonly StoredMessage[]> {
  const { endpoint, accessKeyId, secretAccessKey, tableName } = run.operator;
  const client = createTableClient({
    region: run.outputs.region,
    endpoint,
    credentials: { accessKeyId, secretAccessKey },
  });
  const { messages } = await createConversationRepository({ client, tableName }).load(run.ids, { messageLimit: 200 });
  client.destroy();
  return messages;
}
