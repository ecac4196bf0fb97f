import type {
  ChunkEvent,
  CompleteEvent,
  ContextualEvent,
  MetadataEvent,
  RetractEvent,
  StartEvent,
} from '@coach-stream/streaming-core/contract';

/** The way a turn's events came: the first that works is kept. */
export type Transport = 'functionUrl' | 'restStream' | 'json';

/** Events of one turn as an application reads them: those of the contract without `error`, which is thrown. */
export type ClientEvent = StartEvent | ContextualEvent | MetadataEvent | ChunkEvent | RetractEvent | CompleteEvent;

/**
 * One turn being read. Iterating begins it; it can be iterated once. The iteration ends after `complete`, and throws a
 * `CoachStreamError` where the turn has failed or could not be read. Leaving the loop (`break`) is `abort()`.
 *
 * The text of the answer is the `chunk`s since the last `start` whose status is `restarted`, or the last `retract`.
 */
export interface TurnStream extends AsyncIterable<ClientEvent> {
  /** The turn's id, which is the `Idempotency-Key`: sending the same message under it again never doubles it. */
  readonly turnId: string;
  /** Asks the server to end the answer; the iteration then ends with `complete {status: 'stopped'}`. */
  stop(): Promise<void>;
  /** This reader leaves: the iteration throws `ABORTED`. The turn goes on, on the server. */
  abort(reason?: unknown): void;
}

/** What an application may want to know of a stream beside its events. A hook that throws is ignored. */
export interface StreamHooks {
  /** A transport was begun: the first one, and each one that is fallen back to, with the reason. */
  onTransportChange?(change: TransportChange): void;
  /** The first text has come, `ms` milliseconds after the turn was begun. Once a turn. */
  onFirstToken?(ms: number): void;
  /** A stream that was cut is resumed; `attempt` is 1 to 3 on each transport. */
  onResume?(attempt: number): void;
}

/** A change of transport. `from` is absent at the first one. */
export interface TransportChange {
  readonly from?: Transport;
  readonly to: Transport;
  /** Why: `first`, `network`, `no-answer`, `content-type`, `status-502`, `cut` and the like; for logs, not for people. */
  readonly reason: string;
}

/** How a message is sent. */
export interface SendOptions extends StreamHooks {
  /** UUID or ULID; made where absent. Give the one of a message that may have been sent already. */
  readonly turnId?: string | undefined;
  /** Aborting it is `abort()`. */
  readonly signal?: AbortSignal | undefined;
  /** Up to five keys that an upload gave. */
  readonly imageS3Keys?: readonly string[] | undefined;
  /** When the person sent it: ISO-8601 with offset or `Z`. */
  readonly messageTimestamp?: string | undefined;
  /** The id of the last event that was read (`<attempt>.<seq>`), to go on behind it. */
  readonly after?: string | undefined;
}
