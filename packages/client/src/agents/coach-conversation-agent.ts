import type { ConversationsApi } from '../api/conversations-api.ts';
import type { CoachStreamClient, ConversationIds } from '../coach-stream-client.ts';
import type { SendOptions, StreamHooks } from '../turn-stream.ts';
import type { OutgoingMessage } from './agent-message.ts';
import type { TurnOutcome } from './agent-state.ts';
import { TurnAgent } from './turn-agent.ts';

/** What of a client it calls. */
export interface ConversationAgentClient extends Pick<CoachStreamClient, 'streamCoachConversation' | 'watchTurn'> {
  readonly api: { readonly conversations: Pick<ConversationsApi, 'get' | 'messages'> };
}

/** What a conversation's agent is made of. */
export interface CoachConversationAgentOptions {
  readonly client: ConversationAgentClient;
  readonly ids: ConversationIds;
  /** Messages of a page, 1 to 50. Default: 50. */
  readonly pageSize?: number;
}

/**
 * A conversation with a coach, for a screen: what it shows at any time, and what a person can do about it.
 *
 * @example
 * const agent = new CoachConversationAgent({ client, ids: { userId, coachId, conversationId } });
 * agent.subscribe(() => render(agent.getSnapshot()));
 * await agent.resume();
 * await agent.send('How do I warm up?');
 */
export class CoachConversationAgent extends TurnAgent<object> {
  readonly #options: CoachConversationAgentOptions;

  constructor(options: CoachConversationAgentOptions) {
    super({});
    this.#options = options;
  }

  /**
   * Sends a message and reads the answer; settles once that has ended. While another turn is being read nothing is sent,
   * and the text stays in the draft. The text of the turn that has failed is sent under that turn's id.
   *
   * @param text at most 8,000 characters; may be empty where there are images
   */
  send(text: string, { imageS3Keys }: Pick<OutgoingMessage, 'imageS3Keys'> = {}): Promise<TurnOutcome> {
    return this.deliver({ text, imageS3Keys });
  }

  protected override open({ text, imageS3Keys }: OutgoingMessage, options: SendOptions) {
    const { client, ids } = this.#options;
    return client.streamCoachConversation(ids, { ...options, userResponse: text, imageS3Keys });
  }

  protected override watch(turnId: string, hooks: StreamHooks) {
    return this.#options.client.watchTurn('coachConversation', this.#options.ids, turnId, hooks);
  }

  protected override async readSubject(signal: AbortSignal) {
    const { client, ids } = this.#options;
    const { activeTurnId } = await client.api.conversations.get(ids, { signal });
    return { activeTurnId, extra: () => ({}) };
  }

  protected override readPage(cursor: string | undefined, signal: AbortSignal) {
    const { client, ids, pageSize } = this.#options;
    return client.api.conversations.messages(ids, { cursor, limit: pageSize, signal });
  }
}
