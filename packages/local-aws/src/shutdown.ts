const LIMIT_MS = 2_500;

/** Ends what was started, last first, once, within a bounded time. */
export class Shutdown {
  readonly #steps: (() => Promise<unknown>)[] = [];
  #first: (() => Promise<unknown>) | undefined;
  #running: Promise<void> | undefined;

  /** Adds a step that runs before those added earlier. */
  add(step: () => Promise<unknown>): void {
    this.#steps.push(step);
  }

  /** Sets the step that runs before all others. */
  addFirst(step: () => Promise<unknown>): void {
    this.#first = step;
  }

  /** Runs all steps, also where one fails or hangs; a second call waits for the first. */
  run(): Promise<void> {
    this.#running ??= this.#runOnce();
    return this.#running;
  }

  async #runOnce(): Promise<void> {
    const { promise: timeUp, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, LIMIT_MS);
    try {
      await Promise.race([this.#all(), timeUp]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #all(): Promise<void> {
    await this.#first?.().catch(() => undefined);
    // Together: each waits for its own sockets, and a hanging one must not keep the others
    await Promise.allSettled(this.#steps.reverse().map((step) => step()));
  }
}
