import type { StopReason as AnthropicStopReason } from '@anthropic-ai/sdk/resources/messages';
import type { StopReason } from '@coach-stream/streaming-core/contract';

/**
 * Anthropic's stop reasons in the contract's words. A refusal withdraws the text that came before it; `pause_turn`
 * ends no answer, and comes only with tools of the provider's own, of which we use none.
 * https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons
 */
export const ANTHROPIC_STOP_REASONS: Readonly<Record<AnthropicStopReason, StopReason>> = {
  end_turn: 'end_turn',
  stop_sequence: 'stop_sequence',
  max_tokens: 'max_tokens',
  tool_use: 'tool_use',
  refusal: 'content_filtered',
  model_context_window_exceeded: 'model_context_window_exceeded',
  pause_turn: 'unknown',
};
