import type {
  ContentBlock as BedrockContentBlock,
  TokenUsage as BedrockUsage,
  ConverseStreamOutput,
} from '@aws-sdk/client-bedrock-runtime';
import type { StopReason } from '@coach-stream/streaming-core/contract';
import type { ModelEvent, TokenUsage } from './chat-model.ts';
import { toStopReason } from './stop-reason.ts';

/**
 * Reads one ConverseStream answer, event by event, and knows when it is complete: both `messageStop` and `metadata`
 * have come. Reasoning, citations, empty text and what it does not know are skipped.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStreamOutput.html
 */
export class BedrockAnswer {
  readonly #tools = new Map<number, { readonly name: string; json: string }>();
  #stopReason: StopReason | undefined;
  #usage: TokenUsage | undefined;
  #hasMalformedTool = false;
  #hasOutput = false;

  /** The model has begun to answer, be it with something that is skipped. */
  get hasOutput(): boolean {
    return this.#hasOutput;
  }

  /** The closing `stop` and `usage` events, once both are known. */
  get closing(): readonly [ModelEvent, ModelEvent] | undefined {
    if (this.#stopReason === undefined || this.#usage === undefined) return undefined;
    const isMalformed = this.#hasMalformedTool && ['tool_use', 'end_turn'].includes(this.#stopReason);
    return [
      { type: 'stop', reason: isMalformed ? 'malformed_tool_use' : this.#stopReason },
      { type: 'usage', usage: this.#usage },
    ];
  }

  /** Takes in one event and gives what the port shows of it. */
  read(event: ConverseStreamOutput): ModelEvent | undefined {
    if (event.contentBlockDelta !== undefined) {
      this.#hasOutput = true;
      const { delta, contentBlockIndex = 0 } = event.contentBlockDelta;
      if (delta?.text) return { type: 'text', text: delta.text };
      const tool = delta?.toolUse && this.#tools.get(contentBlockIndex);
      if (tool !== undefined) tool.json += delta?.toolUse?.input ?? '';
    } else if (event.contentBlockStart !== undefined) {
      this.#hasOutput = true;
      const { start, contentBlockIndex = 0 } = event.contentBlockStart;
      if (start?.toolUse?.name !== undefined)
        this.#tools.set(contentBlockIndex, { name: start.toolUse.name, json: '' });
    } else if (event.contentBlockStop !== undefined) {
      return this.#endBlock(event.contentBlockStop.contentBlockIndex ?? 0);
    } else if (event.messageStop !== undefined) {
      this.#stopReason = toStopReason(event.messageStop.stopReason ?? '');
    } else if (event.metadata?.usage !== undefined) {
      this.#usage = toTokenUsage(event.metadata.usage);
    }
    return undefined;
  }

  #endBlock(index: number): ModelEvent | undefined {
    const tool = this.#tools.get(index);
    if (tool === undefined) return undefined;
    this.#tools.delete(index);
    const input = parseJson(tool.json === '' ? '{}' : tool.json);
    if (input === undefined) {
      this.#hasMalformedTool = true;
      return undefined;
    }
    return { type: 'toolUse', name: tool.name, input };
  }
}

/** Text and tool use of a whole Converse answer; other blocks are skipped. */
export function readContent(blocks: readonly BedrockContentBlock[]): {
  readonly text: string;
  readonly toolUse?: { readonly name: string; readonly input: unknown };
} {
  const text = blocks.map((block) => block.text ?? '').join('');
  const toolUse = blocks.find((block) => block.toolUse !== undefined)?.toolUse;
  return { text, ...(toolUse !== undefined && { toolUse: { name: toolUse.name ?? '', input: toolUse.input } }) };
}

/** Bedrock's counts; its `inputTokens` already leave out what the cache served. */
export function toTokenUsage(usage: BedrockUsage): TokenUsage {
  return {
    inputTokens: usage.inputTokens ?? 0,
    outputTokens: usage.outputTokens ?? 0,
    cacheReadTokens: usage.cacheReadInputTokens ?? 0,
    cacheWriteTokens: usage.cacheWriteInputTokens ?? 0,
  };
}

/** The value, or `undefined` where the text is not JSON (which has no `undefined` of its own). */
function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
