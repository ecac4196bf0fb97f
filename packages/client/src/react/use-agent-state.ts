import { useCallback, useSyncExternalStore } from 'react';
import type { AgentSource } from './agent-source.ts';

/** An agent's state without the text that is being written, which `useStreamingText` gives. */
export type ShownState<State> = Omit<State, 'streamingMessage'>;

/** The state of an agent. Renders again when something changes, and not for each token of an answer. */
export function useAgentState<State>(agent: AgentSource<State>): ShownState<State> {
  const subscribe = useCallback(
    (onChange: () => void) =>
      agent.subscribe((change) => {
        if (change === 'state') {
          onChange();
        }
      }),
    [agent],
  );
  return useSyncExternalStore(subscribe, agent.getSnapshot, agent.getSnapshot);
}
