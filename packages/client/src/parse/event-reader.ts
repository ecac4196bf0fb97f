import type { StreamEvent } from '@coach-stream/streaming-core/contract';
import { createParser } from 'eventsource-parser';
import { parseStreamEvent } from './client-event.ts';

/** An event with its id on the wire. */
export interface ReceivedEvent {
  /** `<attempt>.<seq>`; passing lines have none. */
  readonly id: string | undefined;
  readonly event: StreamEvent;
}

/** Takes a response's bytes apart. */
export interface EventReader {
  /**
   * Reads the next bytes of a response, cut anywhere, also within a character.
   *
   * @returns the events that are whole now, in their order; unknown ones are left out
   * @throws MalformedEventError
   */
  read(bytes: Uint8Array): ReceivedEvent[];
}

/**
 * Makes a reader for one response: a streaming decoder and a parser that follows the specification, in linear time
 * whatever the pieces. What has no blank line behind it when the response ends is dropped, as the specification wants.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function createEventReader(): EventReader {
  const decoder = new TextDecoder();
  let events: ReceivedEvent[] = [];
  const parser = createParser({
    onEvent({ id, event: name, data }) {
      // All events of ours have the default name; one with another is of somebody else.
      if (name !== undefined && name !== 'message') {
        return;
      }
      const event = parseStreamEvent(data);
      if (event !== undefined) {
        events.push({ id, event });
      }
    },
  });
  return {
    read(bytes) {
      events = [];
      parser.feed(decoder.decode(bytes, { stream: true }));
      return events;
    },
  };
}
