import { useEffect, useMemo } from 'react';
import { CoachCreatorAgent, type CoachCreatorAgentOptions, type CreatorAgentState } from '../agents/index.ts';
import { type ShownState, useAgentState } from './use-agent-state.ts';

/** A coach creator session on a screen. */
export interface CoachCreatorView {
  /** What a person can do: answer, stop, retry, build the coach anew, write a draft. */
  readonly agent: CoachCreatorAgent;
  /** What is shown; the text that is being written comes from `useStreamingText(agent)`. */
  readonly state: ShownState<CreatorAgentState>;
}

/**
 * A coach creator session, and the building of its coach. It is loaded when the component appears and left when the
 * component goes.
 *
 * @param options `client` has to be the same object at each render; ids are compared by value
 */
export function useCoachCreator(
  options: Pick<CoachCreatorAgentOptions, 'client' | 'ids' | 'pageSize'>,
): CoachCreatorView {
  const { client, ids, pageSize } = options;
  const { userId, sessionId } = ids;
  const agent = useMemo(
    () => new CoachCreatorAgent({ client, ids: { userId, sessionId }, ...(pageSize !== undefined && { pageSize }) }),
    [client, userId, sessionId, pageSize],
  );
  useEffect(() => {
    void agent.resume();
    return () => agent.dispose();
  }, [agent]);
  return { agent, state: useAgentState(agent) };
}
