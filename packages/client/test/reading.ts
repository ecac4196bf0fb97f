import { CoachStreamError } from '../src/errors.ts';
import type { ClientEvent, TurnStream } from '../src/turn-stream.ts';

/** All that an application has seen of a turn. */
export interface Reading {
  readonly events: readonly ClientEvent[];
  /** The answer as an application puts it together. */
  readonly text: string;
  /** What the iteration threw. */
  readonly error: CoachStreamError | undefined;
}

/** Reads a turn to its end, whatever that is. */
export async function readAll(stream: TurnStream, onEvent: (event: ClientEvent) => void = () => {}): Promise<Reading> {
  const events: ClientEvent[] = [];
  let text = '';
  let error: CoachStreamError | undefined;
  try {
    for await (const event of stream) {
      events.push(event);
      if (event.type === 'chunk') {
        text += event.content;
      } else if (event.type === 'retract' || (event.type === 'start' && event.status === 'restarted')) {
        text = '';
      }
      onEvent(event);
    }
  } catch (thrown) {
    if (!CoachStreamError.is(thrown)) {
      throw thrown;
    }
    error = thrown;
  }
  return { events, text, error };
}
