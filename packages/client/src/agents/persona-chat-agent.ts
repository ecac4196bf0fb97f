import type { CompleteEvent } from '@coach-stream/streaming-core/contract';
import type { ChatsApi } from '../api/chats-api.ts';
import type { ChatIds, CoachStreamClient } from '../coach-stream-client.ts';
import type { SendOptions, StreamHooks } from '../turn-stream.ts';
import type { OutgoingMessage } from './agent-message.ts';
import type { AgentState, TurnOutcome } from './agent-state.ts';
import { TurnAgent } from './turn-agent.ts';

/** What a chat's agent shows beside what every agent does. */
export interface ChatExtra {
  /** The id of the persona that has given the last answer that was read here; `undefined` before there is one. */
  readonly answeredBy: string | undefined;
}

/** What a chat's agent shows. */
export type ChatAgentState = AgentState & ChatExtra;

/** What of a client it calls. */
export interface ChatAgentClient extends Pick<CoachStreamClient, 'streamPersonaChat' | 'watchTurn'> {
  readonly api: { readonly chats: Pick<ChatsApi, 'get' | 'messages'> };
}

/** What a chat's agent is made of. */
export interface PersonaChatAgentOptions {
  readonly client: ChatAgentClient;
  readonly ids: ChatIds;
  /** Messages of a page, 1 to 50. Default: 50. */
  readonly pageSize?: number;
}

const NOBODY_YET: ChatExtra = { answeredBy: undefined };

/**
 * A chat with a persona, for a screen.
 *
 * @example
 * const agent = new PersonaChatAgent({ client, ids: { sessionId } });
 * await agent.resume();
 * await agent.send('Should I run today?');
 */
export class PersonaChatAgent extends TurnAgent<ChatExtra> {
  readonly #options: PersonaChatAgentOptions;

  constructor(options: PersonaChatAgentOptions) {
    super(NOBODY_YET);
    this.#options = options;
  }

  /** Sends a message and reads the answer; settles once that has ended. @param text at most 8,000 characters */
  send(text: string): Promise<TurnOutcome> {
    return this.deliver({ text });
  }

  override clear(): void {
    super.clear();
    this.store.patch({}, NOBODY_YET);
  }

  protected override open({ text }: OutgoingMessage, options: SendOptions) {
    const { client, ids } = this.#options;
    return client.streamPersonaChat(ids, { ...options, message: text });
  }

  protected override watch(turnId: string, hooks: StreamHooks) {
    return this.#options.client.watchTurn('personaChat', this.#options.ids, turnId, hooks);
  }

  protected override async readSubject(signal: AbortSignal) {
    const { client, ids } = this.#options;
    const { activeTurnId } = await client.api.chats.get(ids, { signal });
    return { activeTurnId, extra: () => ({}) };
  }

  protected override readPage(cursor: string | undefined, signal: AbortSignal) {
    const { client, ids, pageSize } = this.#options;
    return client.api.chats.messages(ids, { cursor, limit: pageSize, signal });
  }

  protected override fold({ persona }: CompleteEvent): Partial<ChatExtra> {
    return persona === undefined ? {} : { answeredBy: persona };
  }
}
