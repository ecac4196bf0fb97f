/** A moment after which waiting ends with an error. */
export class Deadline {
  readonly #timer: NodeJS.Timeout;
  readonly #isOver: Promise<never>;

  /** @param afterMs - milliseconds from now */
  constructor(afterMs: number, makeError: () => Error) {
    const { promise, reject } = Promise.withResolvers<never>();
    this.#isOver = promise;
    this.#isOver.catch(() => undefined);
    this.#timer = setTimeout(() => reject(makeError()), afterMs);
  }

  /** Waits for `work` up to the deadline. */
  race<Result>(work: Promise<Result>): Promise<Result> {
    return Promise.race([work, this.#isOver]);
  }

  /** Ends the timer: to be called whatever happened. */
  clear(): void {
    clearTimeout(this.#timer);
  }
}
