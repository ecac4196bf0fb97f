import type { ErrorEvent, StreamEvent } from '@coach-stream/streaming-core/contract';

/** Something that calls itself an event of ours and is not: a reader that went on would lose text. */
export class MalformedEventError extends Error {
  override readonly name = 'MalformedEventError';
}

/**
 * Reads an event's data.
 *
 * Looks only at what a reader's correctness hangs on; all else is as the server says (`client/schema` has the schemas).
 *
 * @returns `undefined` for an event that this client does not know
 * @throws MalformedEventError for data that is not JSON, or lacks a field without which the event means nothing
 */
export function parseStreamEvent(data: string): StreamEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch (cause) {
    throw new MalformedEventError('An event is not JSON.', { cause });
  }
  return toStreamEvent(value);
}

/** The same for what was parsed already. */
export function toStreamEvent(value: unknown): StreamEvent | undefined {
  if (typeof value !== 'object' || value === null) {
    throw new MalformedEventError('An event is no object.');
  }
  const event = value as Record<string, unknown> & StreamEvent;
  switch (event.type) {
    case 'chunk':
      return checked(event, typeof event.content === 'string');
    case 'start':
      return checked(event, typeof event.status === 'string');
    case 'complete':
      return checked(event, typeof event.fullMessage === 'string' && typeof event.messageId === 'string');
    case 'error':
      return checked<ErrorEvent>(event, typeof event.code === 'string');
    case 'contextual':
      return checked(event, typeof event.content === 'string');
    case 'metadata':
    case 'retract':
      return event;
    default:
      return undefined;
  }
}

function checked<Event extends StreamEvent>(event: Event, isWell: boolean): Event {
  if (!isWell) {
    throw new MalformedEventError(`An event of type ${event.type} lacks a field.`);
  }
  return event;
}
