import { useEffect, useMemo } from 'react';
import { type AgentState, CoachConversationAgent, type CoachConversationAgentOptions } from '../agents/index.ts';
import { type ShownState, useAgentState } from './use-agent-state.ts';

/** A conversation on a screen. */
export interface CoachConversationView {
  /** What a person can do: send, stop, retry, load older messages, write a draft. */
  readonly agent: CoachConversationAgent;
  /** What is shown; the text that is being written comes from `useStreamingText(agent)`. */
  readonly state: ShownState<AgentState>;
}

/**
 * A conversation with a coach. It is loaded when the component appears, and an answer that is being written is gone on
 * with; it is left when the component goes, while the answer goes on, on the server.
 *
 * @param options `client` has to be the same object at each render; ids are compared by value
 */
export function useCoachConversation({ client, ids, pageSize }: CoachConversationAgentOptions): CoachConversationView {
  const { userId, coachId, conversationId } = ids;
  const agent = useMemo(
    () =>
      new CoachConversationAgent({
        client,
        ids: { userId, coachId, conversationId },
        ...(pageSize !== undefined && { pageSize }),
      }),
    [client, userId, coachId, conversationId, pageSize],
  );
  useEffect(() => {
    void agent.resume();
    return () => agent.dispose();
  }, [agent]);
  return { agent, state: useAgentState(agent) };
}
