import type { AgentListener } from '../agents/index.ts';

/** What of an agent the hooks read. */
export interface AgentSource<State> {
  readonly getSnapshot: () => State;
  readonly subscribe: (listener: AgentListener) => () => void;
}
