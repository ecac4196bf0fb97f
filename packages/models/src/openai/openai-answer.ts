import type { StopReason } from '@coach-stream/streaming-core/contract';
import type { ChatCompletion, ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { CompletionUsage } from 'openai/resources/completions';
import type { ChatReply, ModelEvent, TokenUsage } from '../chat-model.ts';
import { parseJson } from '../parse-json.ts';
import type { AnswerReader } from '../provider-adapter.ts';
import { toStopReason } from '../stop-reason.ts';
import { ToolInputs } from '../tool-inputs.ts';
import { OPENAI_STOP_REASONS } from './openai-stop-reason.ts';

/**
 * Reads one streamed completion, chunk by chunk, and knows when it is complete: finish reason and usage have come.
 * A refusal is text; reasoning, empty text and what it does not know are skipped.
 * https://developers.openai.com/api/reference/resources/chat/subresources/completions/streaming-events
 */
export class OpenAiAnswer implements AnswerReader<ChatCompletionChunk> {
  readonly #tools = new ToolInputs();
  #stopReason: StopReason | undefined;
  #usage: TokenUsage | undefined;
  #hasOutput = false;

  get hasOutput(): boolean {
    return this.#hasOutput;
  }

  get closing(): readonly [ModelEvent, ModelEvent] | undefined {
    if (this.#stopReason === undefined || this.#usage === undefined) return undefined;
    const reason = this.#tools.hasAny ? afterTool(this.#stopReason) : this.#stopReason;
    return [
      { type: 'stop', reason: this.#tools.correct(reason) },
      { type: 'usage', usage: this.#usage },
    ];
  }

  read({ choices, usage }: ChatCompletionChunk): readonly ModelEvent[] {
    // Some servers send the counts so far with every chunk: the last ones stand.
    if (usage !== undefined && usage !== null) this.#usage = toTokenUsage(usage);
    // Nor does every server send every field.
    const choice = choices?.[0];
    if (choice === undefined) return [];
    const { finish_reason: finishReason } = choice;
    const delta = choice.delta ?? {};
    this.#hasOutput ||= hasOutput(delta);
    for (const { index, function: called } of delta.tool_calls ?? []) {
      if (called?.name) this.#tools.begin(index, called.name);
      if (called?.arguments) this.#tools.append(index, called.arguments);
    }
    const text = `${delta.content ?? ''}${delta.refusal ?? ''}`;
    const shown: ModelEvent[] = text === '' ? [] : [{ type: 'text', text }];
    if (finishReason === null || finishReason === undefined) return shown;
    this.#stopReason = toStopReason(OPENAI_STOP_REASONS, finishReason);
    return [...shown, ...this.#tools.endAll()];
  }
}

/** A whole completion; `undefined` where a part of it is missing. */
export function readReply({ choices, usage }: Partial<ChatCompletion>): ChatReply | undefined {
  const choice = choices?.[0];
  if (choice === undefined || usage === undefined || usage === null) return undefined;
  const { message, finish_reason: finishReason } = choice;
  if (message === undefined || typeof finishReason !== 'string') return undefined;
  const stopReason = toStopReason(OPENAI_STOP_REASONS, finishReason);
  const reply = { text: `${message.content ?? ''}${message.refusal ?? ''}`, usage: toTokenUsage(usage) };
  const call = message.tool_calls?.find((each) => each.type === 'function')?.function;
  if (call === undefined) return { ...reply, stopReason };
  const input = parseJson(call.arguments === '' ? '{}' : call.arguments);
  if (input !== undefined) return { ...reply, toolUse: { name: call.name, input }, stopReason: afterTool(stopReason) };
  return { ...reply, stopReason: afterTool(stopReason) === 'tool_use' ? 'malformed_tool_use' : stopReason };
}

/** A completion whose tool was forced ends with `stop`: it is a tool's use all the same. */
function afterTool(reason: StopReason): StopReason {
  return reason === 'end_turn' ? 'tool_use' : reason;
}

/** Something of an answer: not the role alone, which some servers send before the model has begun. */
function hasOutput(delta: ChatCompletionChunk.Choice.Delta): boolean {
  return Object.entries(delta).some(([name, value]) => name !== 'role' && value !== null && value !== '');
}

/** OpenAI's `prompt_tokens` counts what the cache served or took, too. */
function toTokenUsage({
  prompt_tokens,
  completion_tokens,
  prompt_tokens_details: details,
}: CompletionUsage): TokenUsage {
  const cacheReadTokens = details?.cached_tokens ?? 0;
  const cacheWriteTokens = details?.cache_write_tokens ?? 0;
  return {
    inputTokens: Math.max(0, prompt_tokens - cacheReadTokens - cacheWriteTokens),
    outputTokens: completion_tokens,
    cacheReadTokens,
    cacheWriteTokens,
  };
}
