import { useEffect, useMemo } from 'react';
import { type ChatAgentState, PersonaChatAgent, type PersonaChatAgentOptions } from '../agents/index.ts';
import { type ShownState, useAgentState } from './use-agent-state.ts';

/** A chat with a persona on a screen. */
export interface PersonaChatView {
  /** What a person can do: send, stop, retry, write a draft. */
  readonly agent: PersonaChatAgent;
  /** What is shown; the text that is being written comes from `useStreamingText(agent)`. */
  readonly state: ShownState<ChatAgentState>;
}

/**
 * A chat with a persona. It is loaded when the component appears, and an answer that is being written is gone on with; it
 * is left when the component goes.
 *
 * @param options `client` has to be the same object at each render; ids are compared by value
 */
export function usePersonaChat({ client, ids, pageSize }: PersonaChatAgentOptions): PersonaChatView {
  const { sessionId } = ids;
  const agent = useMemo(
    () => new PersonaChatAgent({ client, ids: { sessionId }, ...(pageSize !== undefined && { pageSize }) }),
    [client, sessionId, pageSize],
  );
  useEffect(() => {
    void agent.resume();
    return () => agent.dispose();
  }, [agent]);
  return { agent, state: useAgentState(agent) };
}
