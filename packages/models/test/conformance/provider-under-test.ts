import type { StopReason } from '@coach-stream/streaming-core/contract';
import type { ChatModel } from '../../src/index.ts';

/** What a provider is told to do to a call, in words that all providers know. */
export type Fault = {
  /** Chunks of output before it happens. Left out: before the first byte of the response. */
  readonly afterChunks?: number;
  /** How many calls meet it. Default: 1. */
  readonly times?: number;
} & (
  | { readonly kind: 'throttle'; readonly retryAfterSeconds?: number }
  /** Fails on its own side. */
  | { readonly kind: 'outage' }
  /** Lets this caller do nothing. */
  | { readonly kind: 'deny' }
  /** Calls the request invalid. */
  | { readonly kind: 'invalid' }
  /** Resets the connection. */
  | { readonly kind: 'cut' }
  /** Ends the response cleanly, without what ends an answer. */
  | { readonly kind: 'end' }
  /** Says nothing more, and keeps the connection open. */
  | { readonly kind: 'stall' }
  /** Sends what is no event. */
  | { readonly kind: 'garble' }
  /** Ends the answer for this reason, in the provider's word; the output ends there, too. */
  | { readonly kind: 'stop'; readonly reason: string }
);

/** What a provider answers. */
export interface Reply {
  readonly text?: string;
  readonly tool?: { readonly name: string; readonly input: unknown };
}

/** A call as the provider saw it. */
export interface SeenCall {
  readonly isOver: boolean;
  /** The caller closed the connection before the answer's end. */
  readonly aborted: boolean;
  readonly outputChunks: number;
}

/** A provider on loopback, with a chat model that calls it over its real wire. */
export interface StartedProvider {
  readonly model: ChatModel;
  /** From now on it answers so, with these pauses before each chunk and these faults, one a call. */
  script(plan: { readonly reply?: Reply; readonly faults?: readonly Fault[]; readonly chunkMs?: number }): void;
  calls(): readonly SeenCall[];
  close(): Promise<void>;
}

/** A provider that the conformance suite runs against. A newcomer adds one of these. */
export interface ProviderUnderTest {
  readonly name: string;
  /** Every stop reason of its documentation, one that nobody knows, and one that every object has. */
  readonly stopReasons: readonly [theirs: string, ours: StopReason][];
  /** The stop reason of an answer that uses a tool. */
  readonly toolStopReason: string;
  /** @param options.pieceBytes how many bytes the wire brings at a time. Default: as they come. */
  start(options?: { readonly pieceBytes?: number }): Promise<StartedProvider>;
}

/** Timeouts of every model under test, short enough to wait for. */
export const CALL_SETTINGS = {
  maxTokens: 10_000,
  firstTokenTimeoutMs: 600,
  idleTimeoutMs: 200,
  cacheMinimumTokens: 1_024,
} as const;
