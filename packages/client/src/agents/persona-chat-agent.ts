import type { ChatIds, CoachStreamClient } from '../coach-stream-client.ts';
import type { ClientEvent, SendOptions, StreamHooks, TurnStream } from '../turn-stream.ts';
import { type AgentMessage, keyOf, type OutgoingMessage } from './agent-message.ts';
import { type AgentState, INITIAL_STATE, type TurnOutcome } from './agent-state.ts';
import { type ChatRecord, type ChatTranscript, createMemoryTranscript } from './chat-transcript.ts';
import { TurnAgent } from './turn-agent.ts';

/** What a chat's agent shows beside what every agent does. */
export interface ChatExtra {
  /** The id of the persona that has given the last answer; `undefined` before there is one. */
  readonly answeredBy: string | undefined;
}

/** What a chat's agent shows. */
export type ChatAgentState = AgentState & ChatExtra;

type StoredMessage = ChatRecord['messages'][number];

const NOBODY_YET: ChatExtra = { answeredBy: undefined };
const NOTHING_KEPT = { messages: INITIAL_STATE.messages, running: undefined };

/** What a chat's agent is made of. */
export interface PersonaChatAgentOptions {
  readonly client: Pick<CoachStreamClient, 'streamPersonaChat'>;
  readonly ids: ChatIds;
  /** Default: in memory, so that a reload begins with an empty screen; what was said is not forgotten on the server. */
  readonly transcript?: ChatTranscript;
}

/**
 * A chat with a persona, for a screen. Its messages are kept by a transcript, since the API does not tell them; an answer
 * that was being written is gone on with by sending its message again under its turn id.
 *
 * @example
 * const agent = new PersonaChatAgent({ client, ids: { sessionId } });
 * await agent.resume();
 * await agent.send('Should I run today?');
 */
export class PersonaChatAgent extends TurnAgent<ChatExtra> {
  readonly #options: Required<PersonaChatAgentOptions>;
  #running: ChatRecord['running'];
  #kept: { readonly messages: readonly AgentMessage[]; readonly running: ChatRecord['running'] } = NOTHING_KEPT;
  #hasLoaded = false;
  #wasStreaming = false;
  #isLeaving = false;

  constructor({ transcript = createMemoryTranscript(), ...options }: PersonaChatAgentOptions) {
    super(NOBODY_YET);
    this.#options = { ...options, transcript };
    this.subscribe((change) => change === 'state' && this.#keep());
  }

  /** Sends a message and reads the answer; settles once that has ended. @param text at most 8,000 characters */
  send(text: string): Promise<TurnOutcome> {
    return this.deliver({ text });
  }

  override dispose(): void {
    this.#isLeaving = true;
    super.dispose();
    this.#isLeaving = false;
  }

  /** As in every agent; the transcript stays as it is. */
  override clear(): void {
    this.#hasLoaded = false;
    super.clear();
    this.#running = undefined;
    this.#kept = NOTHING_KEPT;
    this.store.patch({}, NOBODY_YET);
  }

  protected override open({ text }: OutgoingMessage, { turnId, signal: _signal, ...hooks }: SendOptions): TurnStream {
    const stream = this.#options.client.streamPersonaChat(this.#options.ids, { ...hooks, turnId, message: text });
    this.#running = { turnId: stream.turnId, text };
    return stream;
  }

  /** A chat's turn is watched by sending its message again: the server joins, resumes or replays it. */
  protected override watch(turnId: string, hooks: StreamHooks): TurnStream {
    return this.open({ text: this.#running?.text ?? '' }, { ...hooks, turnId });
  }

  protected override readSubject() {
    this.#running ??= this.#options.transcript.read()?.running;
    return Promise.resolve({ activeTurnId: this.#running?.turnId, extra: () => ({}) });
  }

  protected override readPage() {
    const messages = this.#options.transcript.read()?.messages ?? [];
    const question = this.#running && questionOf(this.#running);
    const isKept = messages.some(({ turnId }) => turnId === question?.turnId);
    return Promise.resolve({ messages: question === undefined || isKept ? messages : [question, ...messages] });
  }

  protected override onLoaded(): void {
    this.#hasLoaded = true;
    this.#keep();
  }

  protected override fold(event: ClientEvent | undefined): Partial<ChatExtra> {
    return event?.type === 'complete' && event.persona !== undefined ? { answeredBy: event.persona } : {};
  }

  /** Writes down what was said, and which turn has not ended. */
  #keep(): void {
    const { messages, isStreaming } = this.store.get();
    if (this.#wasStreaming && !isStreaming && !this.#isLeaving) {
      this.#running = undefined;
    }
    this.#wasStreaming = isStreaming;
    const running = this.#running;
    // Before the transcript is read, what is shown is less than what is kept; and another tab may have written to it.
    if (this.#hasLoaded && (messages !== this.#kept.messages || running !== this.#kept.running)) {
      this.#kept = { messages, running };
      const said = messages.filter(({ state }) => state !== 'sending').map(toStored);
      this.#options.transcript.write({ messages: said.reverse(), running });
    }
  }
}

function questionOf({ turnId, text }: NonNullable<ChatRecord['running']>): StoredMessage {
  const createdAt = new Date().toISOString();
  return { turnId, messageId: keyOf(turnId, 'user'), role: 'user', content: text, createdAt };
}

function toStored({ messageId, turnId, role, content, createdAt, state }: AgentMessage): StoredMessage {
  const isAnswer = state !== undefined && state !== 'sending';
  return { messageId, turnId, role, content, createdAt, ...(isAnswer && { state }) };
}
