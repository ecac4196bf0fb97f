import { type Clock, systemClock } from '@coach-stream/streaming-core';
import { CallGuard } from './call-guard.ts';
import type { CallOptions, ChatModel, ChatReply, ChatRequest, ModelEvent } from './chat-model.ts';
import { ModelError } from './errors.ts';
import type { CallSettings } from './model-table.ts';
import type { ProviderAdapter } from './provider-adapter.ts';
import { retryDelayMs } from './retry-policy.ts';

/** What every provider's chat model works with. */
export interface CallContext {
  readonly settings: CallSettings;
  readonly clock?: Clock | undefined;
  /** Jitter of the retries: a number from 0 to 1. */
  readonly random?: (() => number) | undefined;
}

/** How long a complete answer's connection is waited for, to be used again. */
const DRAIN_MS = 1_000;

/**
 * Makes a ChatModel of a provider: its timeouts, attempts, errors and ends are the same whichever provider it is.
 *
 * A call is tried up to three times, only while nothing has been yielded, and never past the first-token timeout.
 */
export function createGuardedChatModel<Wire>(adapter: ProviderAdapter<Wire>, context: CallContext): ChatModel {
  return new GuardedChatModel(adapter, context);
}

class GuardedChatModel<Wire> implements ChatModel {
  readonly #adapter: ProviderAdapter<Wire>;
  readonly #settings: CallSettings;
  readonly #clock: Clock;
  readonly #random: () => number;

  constructor(adapter: ProviderAdapter<Wire>, { settings, clock = systemClock, random = Math.random }: CallContext) {
    this.#adapter = adapter;
    this.#settings = settings;
    this.#clock = clock;
    this.#random = random;
  }

  async *stream(request: ChatRequest, { signal }: CallOptions): AsyncGenerator<ModelEvent, void, undefined> {
    signal.throwIfAborted();
    const { idleTimeoutMs, firstTokenTimeoutMs } = this.#settings;
    const call = this.#adapter.prepare(request);
    const guard = new CallGuard(signal, this.#clock);
    let isDrained = false;
    const progress: Progress = { attempt: 1, isOpen: false, hasYielded: false, hasText: false };
    try {
      guard.watch(firstTokenTimeoutMs);
      while (true) {
        const answer = this.#adapter.createAnswer();
        isDrained = false;
        try {
          const events = await guard.race(call.stream(guard.signal));
          progress.isOpen = true;
          for await (const event of events) {
            guard.rest();
            for (const shown of answer.read(event)) {
              progress.hasYielded = true;
              progress.hasText ||= shown.type === 'text';
              yield shown;
            }
            if (answer.closing !== undefined) guard.watch(DRAIN_MS);
            else if (answer.hasOutput) guard.watch(idleTimeoutMs);
            else guard.resume();
          }
          isDrained = true;
          if (answer.closing === undefined) throw new ModelError('MODEL_INTERRUPTED', { partial: progress.hasText });
        } catch (error) {
          if (answer.closing === undefined) await this.#recover(error, { signal, guard, progress });
        }
        if (answer.closing !== undefined) {
          yield* answer.closing;
          return;
        }
      }
    } finally {
      guard.end({ isDrained });
    }
  }

  async complete(request: ChatRequest, { signal }: CallOptions): Promise<ChatReply> {
    signal.throwIfAborted();
    const call = this.#adapter.prepare(request);
    const guard = new CallGuard(signal, this.#clock);
    const progress: Progress = { attempt: 1, isOpen: false, hasYielded: false, hasText: false };
    try {
      guard.watch(this.#settings.firstTokenTimeoutMs);
      while (true) {
        try {
          const reply = await guard.race(call.complete(guard.signal));
          if (reply === undefined) throw new ModelError('MODEL_INTERRUPTED', { partial: false });
          return reply;
        } catch (error) {
          await this.#recover(error, { signal, guard, progress });
        }
      }
    } finally {
      guard.end({ isDrained: true });
    }
  }

  /** Waits for the next attempt, or throws what the call ends in. */
  async #recover(thrown: unknown, { signal, guard, progress }: Attempt): Promise<void> {
    const partial = progress.hasText;
    const throwIfEnded = (cause: unknown) => {
      if (guard.hasExpired) throw new ModelError('MODEL_TIMEOUT', { partial, cause });
      signal.throwIfAborted();
    };
    throwIfEnded(thrown);
    const { isOpen, attempt, hasYielded } = progress;
    const { error, isTransient } =
      thrown instanceof ModelError
        ? { error: thrown, isTransient: thrown.code === 'MODEL_INTERRUPTED' }
        : this.#adapter.toFailure(thrown, { isOpen, partial, now: this.#clock.now() });
    const delayMs = isTransient && !hasYielded ? retryDelayMs(error, attempt, this.#random) : undefined;
    if (delayMs === undefined || delayMs >= guard.remainingMs) throw error;
    progress.attempt += 1;
    progress.isOpen = false;
    await guard.sleep(delayMs).catch(throwIfEnded);
  }
}

/** How far a call has come. */
interface Progress {
  /** From 1. */
  attempt: number;
  /** This attempt's response has begun. */
  isOpen: boolean;
  hasYielded: boolean;
  hasText: boolean;
}

interface Attempt {
  readonly signal: AbortSignal;
  readonly guard: CallGuard;
  readonly progress: Progress;
}
