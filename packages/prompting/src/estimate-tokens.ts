import type { ChatRequest, ContentBlock, SystemBlock, TokenUsage } from '@coach-stream/models';

/** English text in the tokenizers of the models that we call: about four characters a token. */
const CHARACTERS_PER_TOKEN = 4;
/**
 * The most that an image counts as: larger ones are scaled down.
 * https://docs.claude.com/en/docs/build-with-claude/vision#calculate-image-costs
 */
const TOKENS_PER_IMAGE = 1_600;

/**
 * About what a call has used whose provider did not come to tell. All input counts as read anew, so that it is rather too
 * much: what the provider had cached is not known.
 *
 * @param outputLength characters that the model has written
 */
export function estimateTokens({ system, messages }: ChatRequest, outputLength: number): TokenUsage {
  const blocks: readonly (SystemBlock | ContentBlock)[] = [...system, ...messages.flatMap(({ content }) => content)];
  return {
    inputTokens: blocks.reduce((sum, block) => sum + tokensOf(block), 0),
    outputTokens: Math.ceil(outputLength / CHARACTERS_PER_TOKEN),
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
  };
}

function tokensOf(block: SystemBlock | ContentBlock): number {
  if ('text' in block) {
    return Math.ceil(block.text.length / CHARACTERS_PER_TOKEN);
  }
  return 'image' in block ? TOKENS_PER_IMAGE : 0;
}
