import type { StopReason as BedrockStopReason } from '@aws-sdk/client-bedrock-runtime';
import type { StopReason } from '@coach-stream/streaming-core/contract';

/**
 * Bedrock's stop reasons: the contract has their names.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_MessageStopEvent.html
 */
export const BEDROCK_STOP_REASONS: Readonly<Record<BedrockStopReason, StopReason>> = {
  end_turn: 'end_turn',
  stop_sequence: 'stop_sequence',
  max_tokens: 'max_tokens',
  tool_use: 'tool_use',
  content_filtered: 'content_filtered',
  guardrail_intervened: 'guardrail_intervened',
  malformed_model_output: 'malformed_model_output',
  malformed_tool_use: 'malformed_tool_use',
  model_context_window_exceeded: 'model_context_window_exceeded',
};
