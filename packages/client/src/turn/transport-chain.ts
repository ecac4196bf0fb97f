import type { ClientContext } from '../client-context.ts';
import { isStreamingEnabled } from '../streaming-support.ts';
import type { Transport } from '../turn-stream.ts';
import { withUser } from './token-user.ts';
import { type TurnToRead, turnRequest } from './turn-route.ts';

/** One way to read a turn. */
export interface TurnWay {
  readonly transport: Transport;
  /** The turn as this transport asks for it. */
  readonly turn: TurnToRead;
}

/**
 * The ways to read a turn, in the order in which they are tried: Function URL, REST stream, REST JSON, those that the stage
 * has. Where streaming is off only JSON is left, unless the stage has no REST API at all.
 *
 * Whose a watched turn is gets asked for where JSON is next, not before: a Function URL does not need it.
 */
export async function* transportChain(
  context: ClientContext,
  turn: TurnToRead,
  signal: AbortSignal,
): AsyncGenerator<TurnWay, void, undefined> {
  const isWatched = turn.body === undefined;
  const areStreamsFirst = isStreamingEnabled(context.outputs, context.isEnabledForUser());
  const tried = isWatched && !areStreamsFirst ? [] : transportsOf(context, turn, areStreamsFirst);
  yield* tried.map((transport) => ({ transport, turn }));
  if (isWatched) {
    const named = await withUser(context, turn, signal);
    const left = transportsOf(context, named, areStreamsFirst).filter((transport) => !tried.includes(transport));
    yield* left.map((transport) => ({ transport, turn: named }));
  }
}

function transportsOf({ outputs }: ClientContext, turn: TurnToRead, areStreamsFirst: boolean): Transport[] {
  const all: readonly Transport[] = ['functionUrl', 'restStream', 'json'];
  const offered = all.filter((transport) => turnRequest(turn, { transport, outputs, after: undefined }) !== undefined);
  return !areStreamsFirst && offered.includes('json') ? ['json'] : offered;
}
