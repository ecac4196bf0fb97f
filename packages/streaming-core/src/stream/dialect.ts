import type { ReaderEvent } from './opened-stream.ts';

/** What only a connection knows, and tells with its events. */
export interface Connection {
  readonly turnId: string;
  readonly ticket: string | undefined;
  readonly requestId: string;
}

/** How events are put for a reader. */
export interface Dialect {
  /** What an event's `data` is; `undefined` for an event that this dialect does not tell. */
  readonly toData: (event: ReaderEvent, connection: Connection) => string | undefined;
  /**
   * Whether its readers can come back for what they lack, and forget what is taken back: events have ids then. Where they
   * cannot, either is an error.
   */
  readonly canResume: boolean;
}
