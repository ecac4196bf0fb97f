import type {
  ContentBlock as BedrockContentBlock,
  ConverseCommandInput,
  SystemContentBlock,
  ToolConfiguration,
  ToolInputSchema,
} from '@aws-sdk/client-bedrock-runtime';
import type { CachePoint, ChatRequest, ForcedTool } from './chat-model.ts';
import type { ModelSettings } from './model-table.ts';

/** A request as Converse and ConverseStream both take it. */
export type BedrockRequest = Pick<
  ConverseCommandInput,
  'modelId' | 'system' | 'messages' | 'inferenceConfig' | 'toolConfig'
>;

/** UTF-16 units to a token, roughly: enough to tell whether a prefix is long enough to be cached. */
const UNITS_PER_TOKEN = 4;

/**
 * Turns a request of the port into one of Converse. A cache point stays where the prefix before it (tool, system,
 * messages, in that order) is long enough to be cached; blank texts, which Bedrock refuses, are left out.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html
 */
export function toBedrockRequest({ system, messages, tool }: ChatRequest, settings: ModelSettings): BedrockRequest {
  let units = tool === undefined ? 0 : JSON.stringify(tool).length;
  const mapBlocks = (blocks: readonly ({ readonly text: string } | CachePoint)[]) =>
    blocks.flatMap((block): (BedrockContentBlock.TextMember | BedrockContentBlock.CachePointMember)[] => {
      if ('cachePoint' in block) {
        const isLongEnough = units / UNITS_PER_TOKEN >= settings.cacheMinimumTokens;
        return isLongEnough ? [{ cachePoint: { type: 'default' } }] : [];
      }
      units += block.text.length;
      return block.text.trim() === '' ? [] : [{ text: block.text }];
    });
  const systemBlocks: SystemContentBlock[] = mapBlocks(system);
  return {
    modelId: settings.modelId,
    ...(systemBlocks.length > 0 && { system: systemBlocks }),
    messages: messages.map(({ role, content }) => ({ role, content: mapBlocks(content) })),
    inferenceConfig: { maxTokens: settings.maxTokens },
    ...(tool !== undefined && { toolConfig: toToolConfig(tool) }),
  };
}

function toToolConfig({ name, description, inputSchema }: ForcedTool): ToolConfiguration {
  // The SDK's document type leaves out `unknown`; a JSON schema is JSON.
  const json = inputSchema as ToolInputSchema.JsonMember['json'];
  return {
    tools: [{ toolSpec: { name, description, inputSchema: { json } } }],
    toolChoice: { tool: { name } },
  };
}
