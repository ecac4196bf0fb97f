/**
 * Text of server-sent events. The only place in the system that writes the format.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */

/** One event to write. */
export interface SseEvent {
  /** `Last-Event-ID` after this event. May not hold CR, LF or NUL. */
  readonly id?: string;
  /** Payload; every line break in it (CR, LF or CRLF) reaches the reader as LF. */
  readonly data: string;
  /** Event name; readers of the default `message` events do not see a named one. May not hold CR or LF. */
  readonly name?: string;
  /** Reconnection delay in milliseconds that the reader should use from now on. */
  readonly retryMs?: number;
}

const LINE_BREAKS = /\r\n|[\r\n]/g;

/**
 * One event as the text of one write, ending with its blank line.
 *
 * @throws RangeError where the id, the name or the retry delay cannot be written without changing what a reader reads.
 */
export function formatEvent(event: SseEvent): string {
  let head = '';
  if (event.retryMs !== undefined) {
    head += `retry: ${assertRetry(event.retryMs)}\n`;
  }
  if (event.name !== undefined) {
    head += `event: ${assertField('name', event.name)}\n`;
  }
  if (event.id !== undefined) {
    head += `id: ${assertField('id', event.id)}\n`;
  }
  const { data } = event;
  // Cheaper than a regular expression on every token; JSON never holds either.
  const isOneLine = !data.includes('\n') && !data.includes('\r');
  return `${head}data: ${isOneLine ? data : data.replace(LINE_BREAKS, '\ndata: ')}\n\n`;
}

/** A comment, which readers skip: keeps the connection alive. Line breaks in it start new comment lines. */
export function formatComment(text = ''): string {
  return `:${text === '' ? '' : ` ${text.replace(LINE_BREAKS, '\n: ')}`}\n\n`;
}

function assertField(field: 'id' | 'name', value: string): string {
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    // A NUL makes the reader ignore the id; a line break would end the field and start another one.
    if (code === 0x0a || code === 0x0d || code === 0) {
      throw new RangeError(`An event's ${field} may not hold CR, LF or NUL.`);
    }
  }
  return value;
}

function assertRetry(retryMs: number): number {
  if (!Number.isSafeInteger(retryMs) || retryMs < 0) {
    throw new RangeError("An event's retry delay must be a whole number of milliseconds, 0 or more.");
  }
  return retryMs;
}
