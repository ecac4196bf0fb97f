import type {
  CacheControlEphemeral,
  ImageBlockParam,
  MessageCreateParams,
  MessageParam,
  TextBlockParam,
  Tool,
} from '@anthropic-ai/sdk/resources/messages';
import { CacheablePrefix } from '../cacheable-prefix.ts';
import type { ChatRequest, ContentBlock, ForcedTool, SystemBlock } from '../chat-model.ts';
import { checkImages } from '../check-images.ts';
import type { CallSettings } from '../model-table.ts';

/** A request as the Messages API takes it, streamed or not. */
export type AnthropicRequest = Pick<
  MessageCreateParams,
  'model' | 'max_tokens' | 'system' | 'messages' | 'tools' | 'tool_choice'
>;

/** A block that a cache point can mark: everything up to and with it is cached. */
interface Markable {
  cache_control?: CacheControlEphemeral | null;
}

/**
 * Turns a request of the port into one of the Messages API. A cache point marks the block before it, where the prefix
 * that ends there (tool, system, messages, in that order) is long enough to be cached; blank texts, which the API
 * refuses, are left out.
 * https://platform.claude.com/docs/en/build-with-claude/prompt-caching
 *
 * @throws TypeError for an image in another message than the last
 */
export function toAnthropicRequest(request: ChatRequest, settings: CallSettings): AnthropicRequest {
  const { system, messages, tool } = request;
  checkImages(messages);
  const prefix = new CacheablePrefix(request, settings.cacheMinimumTokens);
  const tools = tool === undefined ? [] : [toTool(tool)];
  let last: Markable | undefined = tools[0];
  const mark = (): [] => {
    if (last !== undefined && prefix.isLongEnough) last.cache_control = { type: 'ephemeral' };
    return [];
  };
  const keep = <Block extends Markable>(block: Block): [Block] => {
    last = block;
    return [block];
  };
  const toText = (text: string): TextBlockParam[] => {
    prefix.add(text);
    return text.trim() === '' ? [] : keep<TextBlockParam>({ type: 'text', text });
  };
  const toSystem = (block: SystemBlock): TextBlockParam[] => ('cachePoint' in block ? mark() : toText(block.text));
  const toContent = (block: ContentBlock): (TextBlockParam | ImageBlockParam)[] => {
    if ('cachePoint' in block) return mark();
    if ('text' in block) return toText(block.text);
    const { format, bytes } = block.image;
    const data = Buffer.from(bytes).toString('base64');
    return keep<ImageBlockParam>({
      type: 'image' as const,
      source: { type: 'base64', media_type: `image/${format}`, data },
    });
  };
  const systemBlocks = system.flatMap(toSystem);
  return {
    model: settings.modelId,
    max_tokens: settings.maxTokens,
    ...(systemBlocks.length > 0 && { system: systemBlocks }),
    messages: messages.map(({ role, content }): MessageParam => ({ role, content: content.flatMap(toContent) })),
    ...(tool !== undefined && { tools, tool_choice: { type: 'tool', name: tool.name } }),
  };
}

function toTool({ name, description, inputSchema }: ForcedTool): Tool {
  return { name, description, input_schema: { ...inputSchema, type: 'object' } };
}
