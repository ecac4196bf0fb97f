import type {
  ChatCompletionContentPart,
  ChatCompletionCreateParams,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import type { ChatMessage, ChatRequest, ContentBlock } from '../chat-model.ts';
import { checkImages } from '../check-images.ts';
import type { CallSettings, SettingsOf } from '../model-table.ts';

/** A request as Chat Completions takes it, streamed or not. */
export type OpenAiRequest = Pick<
  ChatCompletionCreateParams,
  'model' | 'messages' | 'max_tokens' | 'max_completion_tokens' | 'tools' | 'tool_choice'
>;

/** What the mapping needs to know of the model and of who serves it. */
export type OpenAiCallSettings = CallSettings & Pick<SettingsOf<'openai'>, 'baseUrl'>;

/** Stands between the texts of one message, which become one: not every server takes a list of texts. */
const BETWEEN_TEXTS = '\n\n';

/**
 * Turns a request of the port into one of Chat Completions. Cache points are left out: OpenAI caches by itself
 * (https://developers.openai.com/api/docs/guides/prompt-caching). The token limit has the old name for other servers,
 * of which many know no other, and the new one for OpenAI, whose newer models know no other.
 * https://developers.openai.com/api/reference/resources/chat/subresources/completions/methods/create
 *
 * @throws TypeError for an image in another message than the last
 */
export function toOpenAiRequest({ system, messages, tool }: ChatRequest, settings: OpenAiCallSettings): OpenAiRequest {
  checkImages(messages);
  const { modelId, maxTokens, baseUrl } = settings;
  const systemText = joinTexts(system);
  return {
    model: modelId,
    ...(baseUrl === undefined ? { max_completion_tokens: maxTokens } : { max_tokens: maxTokens }),
    messages: [
      ...(systemText === '' ? [] : [{ role: 'system' as const, content: systemText }]),
      ...messages.map(toMessage),
    ],
    ...(tool !== undefined && {
      tools: [
        {
          type: 'function' as const,
          function: { name: tool.name, description: tool.description, parameters: { ...tool.inputSchema } },
        },
      ],
      tool_choice: { type: 'function' as const, function: { name: tool.name } },
    }),
  };
}

function toMessage({ role, content }: ChatMessage): ChatCompletionMessageParam {
  if (role === 'assistant') return { role, content: joinTexts(content) };
  const hasImage = content.some((block) => 'image' in block);
  return { role, content: hasImage ? content.flatMap(toPart) : joinTexts(content) };
}

function toPart(block: ContentBlock): ChatCompletionContentPart[] {
  if ('image' in block) {
    const { format, bytes } = block.image;
    const url = `data:image/${format};base64,${Buffer.from(bytes).toString('base64')}`;
    return [{ type: 'image_url', image_url: { url } }];
  }
  return 'text' in block && block.text.trim() !== '' ? [{ type: 'text', text: block.text }] : [];
}

function joinTexts(blocks: readonly ContentBlock[]): string {
  const texts = blocks.flatMap((block) => ('text' in block ? [block.text] : []));
  return texts.filter((text) => text.trim() !== '').join(BETWEEN_TEXTS);
}
