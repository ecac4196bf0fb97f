import type { Clock } from '@coach-stream/streaming-core';

/** How much later than the limit a silence is found to be one. */
const LAST_LOOK_MS = 2;

/**
 * Ends one model call: when its caller aborts, when the model is silent for too long, or when its reader leaves.
 * One timer serves the whole call. A token only notes the time, and the timer, when it fires, sleeps for what is left.
 */
export class CallGuard {
  readonly #clock: Clock;
  readonly #caller: AbortSignal;
  readonly #controller = new AbortController();
  readonly #onCallerAbort = () => this.#controller.abort();
  #limitMs = 0;
  #since = 0;
  #isWaiting = false;
  #isLastLook = false;
  #hasExpired = false;
  #cancelTimer: (() => void) | undefined;

  constructor(caller: AbortSignal, clock: Clock) {
    this.#clock = clock;
    this.#caller = caller;
    caller.addEventListener('abort', this.#onCallerAbort, { once: true });
  }

  /** Aborts when the provider's call has to be closed. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The call was ended because the model was silent for too long. */
  get hasExpired(): boolean {
    return this.#hasExpired;
  }

  /** Milliseconds until the wait that was begun last expires. */
  get remainingMs(): number {
    return this.#since + this.#limitMs - this.#clock.monotonicMs();
  }

  /** From now on the model has `limitMs` to send something. */
  watch(limitMs: number): void {
    this.#since = this.#clock.monotonicMs();
    this.#isWaiting = true;
    this.#isLastLook = false;
    if (limitMs === this.#limitMs && this.#cancelTimer !== undefined) return;
    this.#limitMs = limitMs;
    this.#cancelTimer?.();
    this.#cancelTimer = this.#clock.schedule(this.#check, limitMs);
  }

  /** The model is not waited for while the reader works on what it sent. */
  rest(): void {
    this.#isWaiting = false;
  }

  /** The model is waited for again, the limit counted from where it was. */
  resume(): void {
    this.#isWaiting = true;
  }

  /** Waits for `promise`, or rejects as soon as the call is ended. */
  race<Value>(promise: Promise<Value>): Promise<Value> {
    const { signal } = this;
    if (signal.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const onAbort = () => reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    });
  }

  /** Waits `delayMs`, or rejects as soon as the call is ended. */
  async sleep(delayMs: number): Promise<void> {
    let cancel: (() => void) | undefined;
    try {
      await this.race(
        new Promise<void>((resolve) => {
          cancel = this.#clock.schedule(resolve, delayMs);
        }),
      );
    } finally {
      cancel?.();
    }
  }

  /** Lets go of timer and listener; closes the provider's call unless its answer was read to the end. */
  end({ isDrained }: { readonly isDrained: boolean }): void {
    this.#cancelTimer?.();
    this.#caller.removeEventListener('abort', this.#onCallerAbort);
    if (!isDrained) this.#controller.abort();
  }

  readonly #check = () => {
    const leftMs = this.#isWaiting ? this.remainingMs : this.#limitMs;
    if (leftMs > 0) {
      this.#cancelTimer = this.#clock.schedule(this.#check, leftMs);
      return;
    }
    if (!this.#isLastLook) {
      // After a busy event loop, timers run before sockets are read: what has arrived meanwhile gets its chance.
      this.#isLastLook = true;
      this.#cancelTimer = this.#clock.schedule(this.#check, LAST_LOOK_MS);
      return;
    }
    this.#cancelTimer = undefined;
    this.#hasExpired = true;
    this.#controller.abort();
  };
}
