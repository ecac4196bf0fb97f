import { type BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { type Clock, systemClock } from '@coach-stream/streaming-core';
import { BedrockAnswer, readContent, toTokenUsage } from './bedrock-answer.ts';
import { toBedrockFailure } from './bedrock-error.ts';
import { toBedrockRequest } from './bedrock-request.ts';
import { CallGuard } from './call-guard.ts';
import type { CallOptions, ChatModel, ChatReply, ChatRequest, ModelEvent } from './chat-model.ts';
import { ModelError } from './errors.ts';
import type { ModelSettings } from './model-table.ts';
import { retryDelayMs } from './retry-policy.ts';
import { toStopReason } from './stop-reason.ts';

export interface BedrockChatModelOptions {
  /** One a process, from {@link createBedrockClient}: its own retries are off, and its handler notices cut streams. */
  readonly client: BedrockRuntimeClient;
  readonly settings: ModelSettings;
  readonly clock?: Clock;
  /** Jitter of the retries: a number from 0 to 1. */
  readonly random?: () => number;
}

/** How long a complete answer's connection is waited for, to be used again. */
const DRAIN_MS = 1_000;

/**
 * A ChatModel on Amazon Bedrock: `stream` calls ConverseStream, `complete` calls Converse.
 *
 * A call is tried up to three times, only while nothing has been yielded, and never past the first-token timeout.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-call.html
 */
export function createBedrockChatModel(options: BedrockChatModelOptions): ChatModel {
  return new BedrockChatModel(options);
}

class BedrockChatModel implements ChatModel {
  readonly #client: BedrockRuntimeClient;
  readonly #settings: ModelSettings;
  readonly #clock: Clock;
  readonly #random: () => number;

  constructor({ client, settings, clock = systemClock, random = Math.random }: BedrockChatModelOptions) {
    this.#client = client;
    this.#settings = settings;
    this.#clock = clock;
    this.#random = random;
  }

  async *stream(request: ChatRequest, { signal }: CallOptions): AsyncGenerator<ModelEvent, void, undefined> {
    signal.throwIfAborted();
    const { idleTimeoutMs, firstTokenTimeoutMs } = this.#settings;
    const input = toBedrockRequest(request, this.#settings);
    const guard = new CallGuard(signal, this.#clock);
    let isDrained = false;
    const progress: Progress = { attempt: 1, isOpen: false, hasYielded: false, hasText: false };
    try {
      guard.watch(firstTokenTimeoutMs);
      while (true) {
        const answer = new BedrockAnswer();
        isDrained = false;
        try {
          const command = new ConverseStreamCommand(input);
          const { stream = [] } = await guard.race(this.#client.send(command, { abortSignal: guard.signal }));
          progress.isOpen = true;
          for await (const event of stream) {
            guard.rest();
            const shown = answer.read(event);
            if (shown !== undefined) {
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
    const input = toBedrockRequest(request, this.#settings);
    const guard = new CallGuard(signal, this.#clock);
    const progress: Progress = { attempt: 1, isOpen: false, hasYielded: false, hasText: false };
    try {
      guard.watch(this.#settings.firstTokenTimeoutMs);
      while (true) {
        try {
          const command = new ConverseCommand(input);
          const reply = await guard.race(this.#client.send(command, { abortSignal: guard.signal }));
          const content = reply.output?.message?.content;
          if (content === undefined || reply.stopReason === undefined || reply.usage === undefined) {
            throw new ModelError('MODEL_INTERRUPTED', { partial: false });
          }
          const stopReason = toStopReason(reply.stopReason);
          return { ...readContent(content), stopReason, usage: toTokenUsage(reply.usage) };
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
    const { error, isTransient } = toBedrockFailure(thrown, { isOpen, partial, now: this.#clock.now() });
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
