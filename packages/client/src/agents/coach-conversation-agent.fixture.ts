import { expect } from '@jest/globals';
import type { AgentState } from './agent-state.ts';
import { CoachConversationAgent } from './coach-conversation-agent.ts';
import type { ConnectionPlan } from './connection-plan.fixture.ts';
import { createModelServer } from './model-server.fixture.ts';

/** The conversation of the model server. */
export const IDS = { userId: 'u', coachId: 'k', conversationId: 'c' };

/** A memory that an answer saves. */
export const MEMORY = { memoryId: 'm', content: 'Has a bad knee' };

/** An agent of a server whose next connections meet the plans, and each state that the agent has told. */
export function setUp(...plans: readonly ConnectionPlan[]) {
  const server = createModelServer();
  server.plan(...plans);
  const agent = new CoachConversationAgent({ client: server.client, ids: IDS });
  const seen: AgentState[] = [];
  agent.subscribe(() => seen.push(agent.getSnapshot()));
  return { server, agent, seen, state: () => agent.getSnapshot() };
}

/** What was said, oldest first, each with who has said it. */
export const saidBy = ({ messages }: AgentState) => messages.map(({ role, content }) => `${role}: ${content}`);

/** The memory that each message has saved. */
export const savedBy = ({ messages }: AgentState) => messages.map(({ memorySaved }) => memorySaved);

/** Waits, by steps of what happens by itself, until something holds. */
export const until = async (isSo: () => boolean) => {
  for (let looks = 0; looks < 1_000 && !isSo(); looks += 1) {
    await Promise.resolve();
  }
  expect(isSo()).toBe(true);
};
