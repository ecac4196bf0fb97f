import type { CompleteEvent } from '../contract/events.ts';
import { StreamError } from '../stream-error.ts';
import type { OpenedStream } from './opened-stream.ts';

/**
 * Reads a turn to its end for a client that takes no stream.
 *
 * @returns its `complete` event
 * @throws StreamError the turn's own error; `TURN_INTERRUPTED` where this reader has to come back
 */
export async function collectTerminal({ items }: OpenedStream): Promise<CompleteEvent> {
  for await (const batch of items) {
    for (const { event } of batch) {
      if (event.type === 'complete') {
        return event;
      }
      if (event.type === 'error') {
        throw new StreamError(event.code);
      }
    }
  }
  throw new StreamError('TURN_INTERRUPTED');
}
