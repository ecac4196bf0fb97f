import type {
  ContentBlock as BedrockContentBlock,
  TokenUsage as BedrockUsage,
  ConverseResponse,
  ConverseStreamOutput,
} from '@aws-sdk/client-bedrock-runtime';
import type { StopReason } from '@coach-stream/streaming-core/contract';
import type { ChatReply, ModelEvent, TokenUsage } from '../chat-model.ts';
import type { AnswerReader } from '../provider-adapter.ts';
import { toStopReason } from '../stop-reason.ts';
import { ToolInputs } from '../tool-inputs.ts';
import { BEDROCK_STOP_REASONS } from './bedrock-stop-reason.ts';

/**
 * Reads one ConverseStream answer, event by event, and knows when it is complete: both `messageStop` and `metadata`
 * have come. Reasoning, citations, empty text and what it does not know are skipped.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStreamOutput.html
 */
export class BedrockAnswer implements AnswerReader<ConverseStreamOutput> {
  readonly #tools = new ToolInputs();
  #stopReason: StopReason | undefined;
  #usage: TokenUsage | undefined;
  #hasOutput = false;

  get hasOutput(): boolean {
    return this.#hasOutput;
  }

  get closing(): readonly [ModelEvent, ModelEvent] | undefined {
    if (this.#stopReason === undefined || this.#usage === undefined) return undefined;
    return [
      { type: 'stop', reason: this.#tools.correct(this.#stopReason) },
      { type: 'usage', usage: this.#usage },
    ];
  }

  read(event: ConverseStreamOutput): readonly ModelEvent[] {
    if (event.contentBlockDelta !== undefined) {
      this.#hasOutput = true;
      const { delta, contentBlockIndex = 0 } = event.contentBlockDelta;
      if (delta?.text) return [{ type: 'text', text: delta.text }];
      if (delta?.toolUse?.input !== undefined) this.#tools.append(contentBlockIndex, delta.toolUse.input);
    } else if (event.contentBlockStart !== undefined) {
      this.#hasOutput = true;
      const { start, contentBlockIndex = 0 } = event.contentBlockStart;
      if (start?.toolUse?.name !== undefined) this.#tools.begin(contentBlockIndex, start.toolUse.name);
    } else if (event.contentBlockStop !== undefined) {
      return this.#tools.end(event.contentBlockStop.contentBlockIndex ?? 0);
    } else if (event.messageStop !== undefined) {
      this.#stopReason = toStopReason(BEDROCK_STOP_REASONS, event.messageStop.stopReason ?? '');
    } else if (event.metadata?.usage !== undefined) {
      this.#usage = toTokenUsage(event.metadata.usage);
    }
    return [];
  }
}

/** A whole Converse answer; `undefined` where a part of it is missing. */
export function readReply({ output, stopReason, usage }: Partial<ConverseResponse>): ChatReply | undefined {
  const content = output?.message?.content;
  if (content === undefined || stopReason === undefined || usage === undefined) return undefined;
  return {
    ...readContent(content),
    stopReason: toStopReason(BEDROCK_STOP_REASONS, stopReason),
    usage: toTokenUsage(usage),
  };
}

/** Text and tool use; other blocks are skipped. */
function readContent(blocks: readonly BedrockContentBlock[]): Pick<ChatReply, 'text' | 'toolUse'> {
  const text = blocks.map((block) => block.text ?? '').join('');
  const toolUse = blocks.find((block) => block.toolUse !== undefined)?.toolUse;
  return { text, ...(toolUse !== undefined && { toolUse: { name: toolUse.name ?? '', input: toolUse.input } }) };
}

/** Bedrock's counts; its `inputTokens` already leave out what the cache served. */
function toTokenUsage(usage: BedrockUsage): TokenUsage {
  return {
    inputTokens: usage.inputTokens ?? 0,
    outputTokens: usage.outputTokens ?? 0,
    cacheReadTokens: usage.cacheReadInputTokens ?? 0,
    cacheWriteTokens: usage.cacheWriteInputTokens ?? 0,
  };
}
