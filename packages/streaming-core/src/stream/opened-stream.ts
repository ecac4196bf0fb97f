import type { ErrorCode } from '../contract/errors.ts';
import type {
  ChunkEvent,
  CompleteEvent,
  ContextualEvent,
  MetadataEvent,
  RetractEvent,
  StartEvent,
} from '../contract/events.ts';

/** What a run tells while it makes its answer. */
export type TurnEvent = ContextualEvent | MetadataEvent | ChunkEvent | RetractEvent;

/** What a reader is told; the connection's own fields (request id, ticket) are added where it is written. */
export type ReaderEvent =
  | Pick<StartEvent, 'type' | 'status'>
  | TurnEvent
  | CompleteEvent
  | { readonly type: 'error'; readonly code: ErrorCode; readonly partial: boolean };

/** One event for a reader. */
export interface StreamItem {
  /** `undefined` for what cannot be resumed after: passing lines. */
  readonly id: string | undefined;
  readonly event: ReaderEvent;
}

/** What one connection reads of a turn. */
export interface OpenedStream {
  readonly turnId: string;
  /** Lets a reader come back that cannot send a token. Never given to one that came with a ticket. */
  readonly ticket?: string;
  /**
   * Batches of events as they are made: a `start` first, at most one terminal event, last. Ends without one where the
   * reader has to come back: it is then too far behind, or this invocation's time is nearly over.
   */
  readonly items: AsyncIterable<readonly StreamItem[]>;
  /** Aborts where the reader is so far behind that its connection has to end. */
  readonly overrun?: AbortSignal;
  /**
   * Settles when everything is over that this invocation has begun, which lasts until then. Asked again when `items`
   * are over: reading may begin a run where another one was given up.
   */
  readonly finished?: Promise<unknown>;
  /** Whether this invocation has run the turn; others only read what it made. Read once `items` have ended. */
  readonly hasRun?: boolean;
}
