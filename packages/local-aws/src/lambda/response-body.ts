/** Bytes held for a slow reader before the function is made to wait. */
const DEFAULT_HIGH_WATER_MARK_BYTES = 1024 * 1024;

/** What {@link ResponseBody} tells the side that fills it. */
export interface ResponseBodyOptions {
  readonly highWaterMarkBytes?: number;
  /** The reader caught up after {@link ResponseBody.push} had returned false. */
  onDrain(): void;
}

/**
 * A function's response on its way to one reader: a bounded queue that ends or fails only after what came before.
 *
 * A failure does not overtake the bytes written before it, as it would in a destroyed stream.
 */
export class ResponseBody implements AsyncIterable<Buffer> {
  readonly #options: ResponseBodyOptions;
  readonly #chunks: Buffer[] = [];
  #queuedBytes = 0;
  #outcome: { readonly error?: Error } | undefined;
  #isDiscarded = false;
  #wake: (() => void) | undefined;

  constructor(options: ResponseBodyOptions) {
    this.#options = options;
  }

  /** Adds bytes; false when the writer should wait for `onDrain`. */
  push(chunk: Buffer): boolean {
    if (this.#outcome !== undefined || this.#isDiscarded || chunk.length === 0) return true;
    this.#chunks.push(chunk);
    this.#queuedBytes += chunk.length;
    this.#notify();
    return this.#queuedBytes < this.#limit;
  }

  /** The response is whole. */
  end(): void {
    this.#outcome ??= {};
    this.#notify();
  }

  /** The response is cut: the reader gets what was pushed, then `error`. */
  fail(error: Error): void {
    this.#outcome ??= { error };
    this.#notify();
  }

  /** The reader is gone: what comes is thrown away, and the function never waits. */
  discard(): void {
    this.#isDiscarded = true;
    this.#chunks.length = 0;
    this.#queuedBytes = 0;
    this.#options.onDrain();
    this.#notify();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    while (!this.#isDiscarded) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) {
        const wasFull = this.#queuedBytes >= this.#limit;
        this.#queuedBytes -= chunk.length;
        if (wasFull && this.#queuedBytes < this.#limit) this.#options.onDrain();
        yield chunk;
      } else if (this.#outcome !== undefined) {
        if (this.#outcome.error !== undefined) throw this.#outcome.error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  get #limit(): number {
    return this.#options.highWaterMarkBytes ?? DEFAULT_HIGH_WATER_MARK_BYTES;
  }

  #notify(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
