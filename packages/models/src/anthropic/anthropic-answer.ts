import type { Message, MessageDeltaUsage, RawMessageStreamEvent, Usage } from '@anthropic-ai/sdk/resources/messages';
import type { StopReason } from '@coach-stream/streaming-core/contract';
import type { ChatReply, ModelEvent, TokenUsage } from '../chat-model.ts';
import { NO_USAGE } from '../pricing.ts';
import type { AnswerReader } from '../provider-adapter.ts';
import { toStopReason } from '../stop-reason.ts';
import { ToolInputs } from '../tool-inputs.ts';
import { ANTHROPIC_STOP_REASONS } from './anthropic-stop-reason.ts';

/**
 * Reads one streamed message, event by event, and knows when it is complete: `message_stop` has come, and before it
 * stop reason and usage. Thinking, citations, empty text and what it does not know are skipped.
 * https://platform.claude.com/docs/en/build-with-claude/streaming
 */
export class AnthropicAnswer implements AnswerReader<RawMessageStreamEvent> {
  readonly #tools = new ToolInputs();
  #stopReason: StopReason | undefined;
  #usage: TokenUsage | undefined;
  #hasStopped = false;
  #hasOutput = false;

  get hasOutput(): boolean {
    return this.#hasOutput;
  }

  get closing(): readonly [ModelEvent, ModelEvent] | undefined {
    if (!this.#hasStopped || this.#stopReason === undefined || this.#usage === undefined) return undefined;
    return [
      { type: 'stop', reason: this.#tools.correct(this.#stopReason) },
      { type: 'usage', usage: this.#usage },
    ];
  }

  read(event: RawMessageStreamEvent): readonly ModelEvent[] {
    switch (event.type) {
      case 'message_start':
        this.#usage = toTokenUsage(event.message.usage);
        return [];
      case 'content_block_start': {
        this.#hasOutput = true;
        const { content_block: block, index } = event;
        if (block.type === 'tool_use') this.#tools.begin(index, block.name);
        return block.type === 'text' ? toText(block.text) : [];
      }
      case 'content_block_delta': {
        this.#hasOutput = true;
        const { delta, index } = event;
        if (delta.type === 'input_json_delta') this.#tools.append(index, delta.partial_json);
        return delta.type === 'text_delta' ? toText(delta.text) : [];
      }
      case 'content_block_stop':
        return this.#tools.end(event.index);
      case 'message_delta':
        if (event.delta.stop_reason !== null) {
          this.#stopReason = toStopReason(ANTHROPIC_STOP_REASONS, event.delta.stop_reason);
        }
        this.#usage = toTokenUsage(event.usage, this.#usage);
        return [];
      case 'message_stop':
        this.#hasStopped = true;
        return [];
      default:
        event satisfies never;
        return [];
    }
  }
}

/** A whole message; `undefined` where a part of it is missing. */
export function readReply({ content, stop_reason: stopReason, usage }: Partial<Message>): ChatReply | undefined {
  if (content === undefined || stopReason === undefined || stopReason === null || usage === undefined) return undefined;
  const toolUse = content.find((block) => block.type === 'tool_use');
  return {
    text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    ...(toolUse !== undefined && { toolUse: { name: toolUse.name, input: toolUse.input } }),
    stopReason: toStopReason(ANTHROPIC_STOP_REASONS, stopReason),
    usage: toTokenUsage(usage),
  };
}

function toText(text: string): readonly ModelEvent[] {
  return text === '' ? [] : [{ type: 'text', text }];
}

/** The counts are cumulative, and those that an event leaves out stand; `input_tokens` leaves out what the cache had. */
function toTokenUsage(usage: Partial<Usage | MessageDeltaUsage>, before: TokenUsage = NO_USAGE): TokenUsage {
  return {
    inputTokens: usage.input_tokens ?? before.inputTokens,
    outputTokens: usage.output_tokens ?? before.outputTokens,
    cacheReadTokens: usage.cache_read_input_tokens ?? before.cacheReadTokens,
    cacheWriteTokens: usage.cache_creation_input_tokens ?? before.cacheWriteTokens,
  };
}
