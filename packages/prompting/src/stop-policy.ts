import type { StopReason } from '@coach-stream/streaming-core/contract';

/** What an answer is worth, by why the model stopped. */
export type StopVerdict = 'answered' | 'withdrawn' | 'broken';

/**
 * Judges a stop reason. `answered`: the text is the answer, also where a limit ended it (the reason says so to the
 * client). `withdrawn`: the provider objects to the text; readers have to forget it. `broken`: no whole answer, and
 * none may be stored as one.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_MessageStopEvent.html
 */
export function judgeStop(reason: StopReason): StopVerdict {
  switch (reason) {
    case 'end_turn':
    case 'stop_sequence':
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'answered';
    case 'content_filtered':
    case 'guardrail_intervened':
      return 'withdrawn';
    case 'tool_use':
    case 'malformed_model_output':
    case 'malformed_tool_use':
    case 'unknown':
      return 'broken';
    default:
      return reason satisfies never;
  }
}
