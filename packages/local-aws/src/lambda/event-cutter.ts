const NUL_RUN = 8;

/**
 * Finds the ends of the Server-Sent Events in a response that arrives in pieces.
 *
 * An event is a block of lines that a blank line ends and that holds a `data` line; blocks of comments do not count.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export class EventCutter {
  #isPrelude: boolean;
  #nulBytes = 0;
  #line = '';
  #hasData = false;
  #events = 0;
  #isAfterCarriageReturn = false;

  /** @param hasPrelude - the response begins with metadata that eight NUL bytes end */
  constructor(hasPrelude: boolean) {
    this.#isPrelude = hasPrelude;
  }

  /** Events seen whole so far. */
  get events(): number {
    return this.#events;
  }

  /**
   * Reads on.
   *
   * @returns for each event that ends in `chunk`, the length of the part of `chunk` up to its end
   */
  read(chunk: Buffer): readonly number[] {
    const ends: number[] = [];
    // An index, not an iterator: this sees every byte of every response
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index] ?? 0;
      if (this.#isPrelude) {
        this.#nulBytes = byte === 0 ? this.#nulBytes + 1 : 0;
        this.#isPrelude = this.#nulBytes < NUL_RUN;
      } else if (this.#endsEvent(byte)) {
        ends.push(index + 1);
      }
    }
    return ends;
  }

  #endsEvent(byte: number): boolean {
    if (byte !== 0x0a && byte !== 0x0d) {
      this.#isAfterCarriageReturn = false;
      // only the start of a line matters
      if (this.#line.length < 5) this.#line += String.fromCharCode(byte);
      return false;
    }
    const isLineFeedOfPair = byte === 0x0a && this.#isAfterCarriageReturn;
    this.#isAfterCarriageReturn = byte === 0x0d;
    if (isLineFeedOfPair) return false;
    const line = this.#line;
    this.#line = '';
    if (line !== '') {
      this.#hasData ||= line === 'data' || line === 'data:';
      return false;
    }
    const isEvent = this.#hasData;
    this.#hasData = false;
    if (isEvent) this.#events += 1;
    return isEvent;
  }
}
