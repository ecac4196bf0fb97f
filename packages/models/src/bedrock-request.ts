import type {
  ContentBlock as BedrockContentBlock,
  ConverseCommandInput,
  SystemContentBlock,
  ToolConfiguration,
  ToolInputSchema,
} from '@aws-sdk/client-bedrock-runtime';
import type { ChatRequest, ContentBlock, ForcedTool, SystemBlock } from './chat-model.ts';
import type { ModelSettings } from './model-table.ts';

/** A request as Converse and ConverseStream both take it. */
export type BedrockRequest = Pick<
  ConverseCommandInput,
  'modelId' | 'system' | 'messages' | 'inferenceConfig' | 'toolConfig'
>;

type CachePointMember = BedrockContentBlock.CachePointMember & SystemContentBlock.CachePointMember;

/** UTF-16 units to a token, roughly: enough to tell whether a prefix is long enough to be cached. */
const UNITS_PER_TOKEN = 4;

/**
 * Turns a request of the port into one of Converse. A cache point stays where the prefix before it (tool, system,
 * messages, in that order) is long enough to be cached, an image counting for nothing; blank texts, which Bedrock
 * refuses, are left out.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html
 *
 * @throws TypeError for an image in another message than the last: a fault of whoever made the request
 */
export function toBedrockRequest({ system, messages, tool }: ChatRequest, settings: ModelSettings): BedrockRequest {
  let units = tool === undefined ? 0 : JSON.stringify(tool).length;
  const toCachePoint = (): CachePointMember[] => {
    const isLongEnough = units / UNITS_PER_TOKEN >= settings.cacheMinimumTokens;
    return isLongEnough ? [{ cachePoint: { type: 'default' } }] : [];
  };
  const toText = (text: string): { text: string }[] => {
    units += text.length;
    return text.trim() === '' ? [] : [{ text }];
  };
  const toSystem = (block: SystemBlock): SystemContentBlock[] =>
    'cachePoint' in block ? toCachePoint() : toText(block.text);
  const toContent = (block: ContentBlock, isLast: boolean): BedrockContentBlock[] => {
    if ('cachePoint' in block) return toCachePoint();
    if ('text' in block) return toText(block.text);
    if (!isLast) throw new TypeError('An image stands in the last message of a request, and in no other.');
    const { format, bytes } = block.image;
    return [{ image: { format, source: { bytes } } }];
  };
  const systemBlocks = system.flatMap(toSystem);
  return {
    modelId: settings.modelId,
    ...(systemBlocks.length > 0 && { system: systemBlocks }),
    messages: messages.map(({ role, content }, index) => ({
      role,
      content: content.flatMap((block) => toContent(block, index === messages.length - 1)),
    })),
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
