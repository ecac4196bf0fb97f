import type { ChatReply, ChatRequest, ModelEvent } from './chat-model.ts';
import type { Circumstances, ProviderFailure } from './provider-failure.ts';

/** What a provider has to tell of itself to become a ChatModel; `Wire` is an event of its stream. */
export interface ProviderAdapter<Wire> {
  /**
   * Turns a request of the port into the provider's, once for all attempts.
   *
   * @throws TypeError for a request that breaks the port's rules
   */
  prepare(request: ChatRequest): ProviderCall<Wire>;
  /** Begins to read one answer. */
  createAnswer(): AnswerReader<Wire>;
  /** What a thrown value means. */
  toFailure(thrown: unknown, circumstances: Circumstances): ProviderFailure;
}

/** One request, ready to be made as often as it takes. Either throws what the provider's client throws. */
export interface ProviderCall<Wire> {
  /** Opens the stream of an answer. */
  stream(signal: AbortSignal): Promise<AsyncIterable<Wire>>;
  /** Fetches an answer whole; `undefined` where the provider left out its content, stop reason or usage. */
  complete(signal: AbortSignal): Promise<ChatReply | undefined>;
}

/** Reads one streamed answer and knows when it is complete. */
export interface AnswerReader<Wire> {
  /** The model has begun to answer, be it with something that is not shown. */
  readonly hasOutput: boolean;
  /** The closing `stop` and `usage` events, once the answer is complete. */
  readonly closing: readonly [ModelEvent, ModelEvent] | undefined;
  /** Takes in one event and gives what the port shows of it. */
  read(event: Wire): readonly ModelEvent[];
}
