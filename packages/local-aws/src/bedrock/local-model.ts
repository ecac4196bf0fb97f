import type { ConverseRequest } from './converse-request.ts';
import type { Pace } from './script.ts';

/** Thinks up answers. Tokens, usage, faults and the wire are the endpoint's. */
export interface LocalModel {
  respond(request: ConverseRequest): LocalReply | Promise<LocalReply>;
}

/** What a local model answers with. */
export interface LocalReply {
  /** Blocks in order; a tool's name must be one of the request's tools. */
  readonly content: readonly ReplyBlock[];
  /** Any string; by default `tool_use` where a tool is used, else `end_turn`. */
  readonly stopReason?: string;
  /** Counts that replace those the endpoint makes. */
  readonly usage?: Partial<WireUsage>;
  /** Pauses of this reply, whatever the script says: a short call of a quick model beside a long answer of a slow one. */
  readonly pace?: Partial<Pace>;
}

export type ReplyBlock =
  | { readonly text: string }
  | { readonly toolUse: { readonly name: string; readonly input: unknown } };

/**
 * Token counts as Converse reports them; `inputTokens` leaves out what the cache holds.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html
 */
export interface WireUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly totalTokens: number;
  readonly cacheReadInputTokens: number;
  readonly cacheWriteInputTokens: number;
}
