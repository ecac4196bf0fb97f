import type { ClientContext } from '../client-context.ts';
import { isStreamingEnabled } from '../streaming-support.ts';
import type { Transport } from '../turn-stream.ts';
import { type TurnToRead, turnRequest } from './turn-route.ts';

/**
 * The transports of a turn, in the order in which they are tried: Function URL, REST stream, REST JSON, those that the
 * stage has. Where streaming is off only JSON is left, unless the stage has no REST API at all.
 */
export function transportChain({ outputs, isEnabledForUser }: ClientContext, turn: TurnToRead): Transport[] {
  const all: readonly Transport[] = ['functionUrl', 'restStream', 'json'];
  const offered = all.filter((transport) => turnRequest(turn, { transport, outputs, after: undefined }) !== undefined);
  return !isStreamingEnabled(outputs, isEnabledForUser()) && offered.includes('json') ? ['json'] : offered;
}
