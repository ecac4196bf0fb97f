import type { StopReason } from '@coach-stream/streaming-core/contract';
import type { ModelSettings } from './model-table.ts';

/** A model that holds a chat. One implementation a provider; the domain sees only this. */
export interface ChatModel {
  /**
   * Streams one answer. Events come in this order: any number of `text` and `toolUse`, then `stop`, then
   * `usage`, and the iteration ends. An iteration that ends in any other way throws.
   *
   * Leaving the iteration early closes the provider's call. A tool input that is not JSON is not yielded; the stop
   * reason is then `malformed_tool_use`, unless the answer was cut short for another reason.
   *
   * @throws ModelError with the reason as `code`; `partial` tells whether text had been yielded.
   * @throws the signal's reason, as it is, where the signal aborted; the provider's call is then closed.
   */
  stream(request: ChatRequest, options: CallOptions): AsyncIterable<ModelEvent>;

  /** One answer, whole. Same errors as `stream`. */
  complete(request: ChatRequest, options: CallOptions): Promise<ChatReply>;
}

export interface CallOptions {
  readonly signal: AbortSignal;
}

export interface ChatRequest {
  /** System prompt in order; a `cachePoint` asks the provider to cache everything before it. */
  readonly system: readonly SystemBlock[];
  /** Alternating, starting and ending with the user's. Images stand in the last one only. */
  readonly messages: readonly ChatMessage[];
  /** Makes the model answer through this tool only. */
  readonly tool?: ForcedTool;
}

export type SystemBlock = { readonly text: string } | CachePoint;

export interface CachePoint {
  readonly cachePoint: true;
}

export interface ChatMessage {
  readonly role: 'user' | 'assistant';
  readonly content: readonly ContentBlock[];
}

/** A piece of a message. Another kind is another member here and a case in each provider's mapping. */
export type ContentBlock = { readonly text: string } | ImageBlock | CachePoint;

/**
 * An image in the last message, and in no other: an image of the past would be sent, paid and counted again with every
 * turn. Bedrock takes up to 20 of them, each of at most 3.75 MB and 8,000 pixels a side.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ImageBlock.html
 */
export interface ImageBlock {
  readonly image: { readonly format: ImageFormat; readonly bytes: Uint8Array };
}

/** What an image is encoded as: of its bytes, whatever its name says. */
export type ImageFormat = 'jpeg' | 'png' | 'gif' | 'webp';

/** A tool the model has to call, with the JSON schema of its input. */
export interface ForcedTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

export type ModelEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'toolUse'; readonly name: string; readonly input: unknown }
  | { readonly type: 'stop'; readonly reason: StopReason }
  | { readonly type: 'usage'; readonly usage: TokenUsage };

/** Tokens of one model call. `inputTokens` leaves out those read from or written to the cache. */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  /** Who answered and at which price, where that may differ from call to call: a fallback, a switch at run time. */
  readonly answeredBy?: AnsweringModel | undefined;
}

/** The model that gave an answer. */
export type AnsweringModel = Pick<ModelSettings, 'provider' | 'modelId' | 'price'>;

export interface ChatReply {
  readonly text: string;
  readonly toolUse?: { readonly name: string; readonly input: unknown };
  readonly stopReason: StopReason;
  readonly usage: TokenUsage;
}
