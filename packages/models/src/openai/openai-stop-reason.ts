import type { StopReason } from '@coach-stream/streaming-core/contract';
import type { ChatCompletion } from 'openai/resources/chat/completions';

/** Why a completion ended, in OpenAI's words. */
type FinishReason = ChatCompletion.Choice['finish_reason'];

/**
 * OpenAI's finish reasons in the contract's words. A completion whose tool was forced ends with `stop`.
 * https://developers.openai.com/api/reference/resources/chat
 */
export const OPENAI_STOP_REASONS: Readonly<Record<FinishReason, StopReason>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  function_call: 'tool_use',
  content_filter: 'content_filtered',
};
