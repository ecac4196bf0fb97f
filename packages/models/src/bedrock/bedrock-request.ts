import type {
  ContentBlock as BedrockContentBlock,
  ConverseCommandInput,
  SystemContentBlock,
  ToolConfiguration,
  ToolInputSchema,
} from '@aws-sdk/client-bedrock-runtime';
import { CacheablePrefix } from '../cacheable-prefix.ts';
import type { ChatRequest, ContentBlock, ForcedTool, SystemBlock } from '../chat-model.ts';
import { checkImages } from '../check-images.ts';
import type { CallSettings } from '../model-table.ts';

/** A request as Converse and ConverseStream both take it. */
export type BedrockRequest = Pick<
  ConverseCommandInput,
  'modelId' | 'system' | 'messages' | 'inferenceConfig' | 'toolConfig'
>;

type CachePointMember = BedrockContentBlock.CachePointMember & SystemContentBlock.CachePointMember;

/**
 * Turns a request of the port into one of Converse. A cache point stays where the prefix before it (tool, system,
 * messages, in that order) is long enough to be cached, an image counting for nothing; blank texts, which Bedrock
 * refuses, are left out.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html
 *
 * @throws TypeError for an image in another message than the last: a fault of whoever made the request
 */
export function toBedrockRequest(request: ChatRequest, settings: CallSettings): BedrockRequest {
  const { system, messages, tool } = request;
  checkImages(messages);
  const prefix = new CacheablePrefix(request, settings.cacheMinimumTokens);
  const toCachePoint = (): CachePointMember[] => (prefix.isLongEnough ? [{ cachePoint: { type: 'default' } }] : []);
  const toText = (text: string): { text: string }[] => {
    prefix.add(text);
    return text.trim() === '' ? [] : [{ text }];
  };
  const toSystem = (block: SystemBlock): SystemContentBlock[] =>
    'cachePoint' in block ? toCachePoint() : toText(block.text);
  const toContent = (block: ContentBlock): BedrockContentBlock[] => {
    if ('cachePoint' in block) return toCachePoint();
    if ('text' in block) return toText(block.text);
    const { format, bytes } = block.image;
    return [{ image: { format, source: { bytes } } }];
  };
  const systemBlocks = system.flatMap(toSystem);
  return {
    modelId: settings.modelId,
    ...(systemBlocks.length > 0 && { system: systemBlocks }),
    messages: messages.map(({ role, content }) => ({ role, content: content.flatMap(toContent) })),
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
