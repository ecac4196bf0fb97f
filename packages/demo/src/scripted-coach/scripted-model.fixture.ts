import { type BedrockServer, type LocalModel, startBedrockServer } from '@coach-stream/local-aws/bedrock';
import {
  type ChatModel,
  createBedrockChatModel,
  createBedrockClient,
  type ModelSettings,
  structured,
} from '../../../models/src/index.ts';
import { scriptedCoach } from './scripted-coach.ts';

const SETTINGS: ModelSettings = {
  provider: 'bedrock',
  modelId: 'us.amazon.nova-micro-v1:0',
  maxTokens: 4_000,
  firstTokenTimeoutMs: 4_000,
  idleTimeoutMs: 2_000,
  cacheMinimumTokens: 1_000,
  price: {
    asOf: '2026-01-01',
    inputPerMillion: 1,
    outputPerMillion: 1,
    cacheReadPerMillion: 1,
    cacheWritePerMillion: 1,
  },
};
const AT_ONCE = { firstTokenMs: 0, tokenMs: 0 };

/** The scripted coach behind the real wire, as the product's packages ask a model. */
export interface ScriptedModel {
  readonly model: ChatModel;
  readonly price: ModelSettings['price'];
  readonly fillSchema: typeof structured;
  readonly control: BedrockServer['control'];
  close(): Promise<void>;
}

/** @param options.isPaced whether tools are filled in as slowly as in the local run; else nothing waits */
export async function startScriptedModel({ isPaced }: { readonly isPaced: boolean }): Promise<ScriptedModel> {
  const atOnce: LocalModel = {
    respond: async (request) => ({ ...(await scriptedCoach.respond(request)), pace: AT_ONCE }),
  };
  const server = await startBedrockServer({ model: isPaced ? scriptedCoach : atOnce });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = createBedrockClient({ endpoint: server.url, region: 'us-east-1', credentials });
  return {
    model: createBedrockChatModel({ client, settings: SETTINGS, random: () => 0 }),
    price: SETTINGS.price,
    fillSchema: structured,
    control: server.control,
    async close() {
      client.destroy();
      await server.close();
    },
  };
}
