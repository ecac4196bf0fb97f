export type { AgentMessage, OutgoingMessage } from './agent-message.ts';
export type { AgentState, AgentStatus, TurnOutcome } from './agent-state.ts';
export type { BuildPollSettings } from './build-poller.ts';
export * from './coach-conversation-agent.ts';
export * from './coach-creator-agent.ts';
export * from './persona-chat-agent.ts';
export type { AgentChange, AgentListener } from './state-store.ts';
