import { Writable } from 'node:stream';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { LambdaResponseStream } from '../src/lambda/runtime.ts';

/** A Node writable with the members of the runtime's facade, which keeps what it was given. */
export class RecordedStream {
  readonly writes: Buffer[] = [];
  contentType: string | undefined;
  readonly #writable: Writable;
  #release: (() => void) | undefined;
  #isHeld = false;

  constructor(options: { highWaterMark?: number } = {}) {
    this.#writable = new Writable({
      ...options,
      write: (chunk: Buffer, _encoding, callback) => {
        this.writes.push(chunk);
        if (this.#isHeld) {
          this.#release = callback;
        } else {
          callback();
        }
      },
    });
  }

  /** What a handler gets. */
  get facade(): LambdaResponseStream {
    const writable = this.#writable;
    return {
      setContentType: (contentType) => {
        this.contentType = contentType;
      },
      write: (chunk) => writable.write(chunk),
      end: () => writable.end(),
      on: (event, listener) => writable.on(event, listener),
      off: (event, listener) => writable.off(event, listener),
    };
  }

  /** Makes the reader slow: writes pile up until `release`. */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    this.#release?.();
  }

  /** Closes the stream from the other side. */
  leave(): void {
    this.#writable.destroy(new Error('reset'));
  }

  get listenerCount(): number {
    return ['drain', 'close', 'error'].reduce((sum, event) => sum + this.#writable.listenerCount(event), 0);
  }

  get isEnded(): boolean {
    return this.#writable.writableEnded;
  }

  /** Everything after the prelude. */
  get body(): string {
    return this.#split().body;
  }

  get prelude(): { statusCode: number; headers: Record<string, string> } {
    return JSON.parse(this.#split().prelude);
  }

  #split(): { prelude: string; body: string } {
    const all = Buffer.concat(this.writes);
    const end = all.indexOf(Buffer.alloc(8));
    return { prelude: all.subarray(0, end).toString(), body: all.subarray(end + 8).toString() };
  }
}

/** Reads an event stream with a spec parser that is not ours. */
export function parseSse(pieces: Iterable<string>): {
  events: EventSourceMessage[];
  retryMs: number[];
  comments: string[];
} {
  const events: EventSourceMessage[] = [];
  const retryMs: number[] = [];
  const comments: string[] = [];
  const parser = createParser({
    onEvent: (event) => events.push(event),
    onRetry: (ms) => retryMs.push(ms),
    onComment: (comment) => comments.push(comment),
  });
  for (const piece of pieces) {
    parser.feed(piece);
  }
  return { events, retryMs, comments };
}
