import { type LocalModel, type ModelControl, startBedrockServer } from '@coach-stream/local-aws/bedrock';
import {
  type ChatModel,
  type ChatRequest,
  createBedrockChatModel,
  createBedrockClient,
  type ModelEvent,
  type ModelSettings,
} from '../src/index.ts';

/** A chat model over loopback sockets, with test control of what answers it. */
export interface StartedModel {
  readonly model: ChatModel;
  readonly control: ModelControl;
  close(): Promise<void>;
}

export const SETTINGS: ModelSettings = {
  provider: 'bedrock',
  modelId: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  maxTokens: 10_000,
  firstTokenTimeoutMs: 600,
  idleTimeoutMs: 200,
  cacheMinimumTokens: 1_024,
  price: {
    asOf: '2026-01-01',
    inputPerMillion: 3,
    outputPerMillion: 15,
    cacheReadPerMillion: 0.3,
    cacheWritePerMillion: 3.75,
  },
};

export const REQUEST: ChatRequest = {
  system: [{ text: 'You are a coach.' }],
  messages: [{ role: 'user', content: [{ text: 'How should I train?' }] }],
};

/** Starts an endpoint that answers at once with what `respond` gives, and a client of it. */
export async function startModel(
  respond: LocalModel['respond'],
  { settings = SETTINGS, pieceBytes }: { readonly settings?: ModelSettings; readonly pieceBytes?: number } = {},
): Promise<StartedModel> {
  const server = await startBedrockServer({ model: { respond }, ...(pieceBytes !== undefined && { pieceBytes }) });
  server.control.script({ firstTokenMs: 0, tokenMs: 0 });
  const client = createBedrockClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'coach', secretAccessKey: 'secret' },
  });
  return {
    model: createBedrockChatModel({ client, settings, random: () => 0 }),
    control: server.control,
    async close() {
      client.destroy();
      await server.close();
    },
  };
}

/** What reading a stream to its end gave: the text, the other events, and what was thrown. */
export interface Reading {
  readonly text: string;
  readonly others: readonly ModelEvent[];
  readonly thrown: unknown;
}

/** Reads a stream to its end, whichever it is. */
export async function readAll(events: AsyncIterable<ModelEvent>): Promise<Reading> {
  let text = '';
  const others: ModelEvent[] = [];
  try {
    for await (const event of events) {
      if (event.type === 'text') text += event.text;
      else others.push(event);
    }
    return { text, others, thrown: undefined };
  } catch (thrown) {
    return { text, others, thrown };
  }
}

/** Polls until `condition` holds; fails after two seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 2_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('The condition did not come true within 2 s.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Sockets that this process holds open, both ends of a loopback connection counted. */
export function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}
