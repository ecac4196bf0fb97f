import type { ClientContext } from '../client-context.ts';
import type { ClientEvent, Transport } from '../turn-stream.ts';
import type { ReadingState } from './reading-state.ts';
import type { TurnToRead } from './turn-route.ts';

/** One connection's worth of reading. */
export interface TurnConnection {
  readonly context: ClientContext;
  readonly turn: TurnToRead;
  readonly transport: Transport;
  readonly state: ReadingState;
  /** Aborts when the reader leaves. */
  readonly signal: AbortSignal;
}

/**
 * Reads a turn over one connection, in batches as they arrive; ends behind `complete`.
 *
 * @throws TransportFault where the transport has failed; CoachStreamError where the server has refused or the turn failed
 */
export type TurnReader = (connection: TurnConnection) => AsyncGenerator<readonly ClientEvent[], void, undefined>;
