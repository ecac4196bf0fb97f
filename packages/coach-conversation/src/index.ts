export { doAfterWork } from './after-work/do-after-work.ts';
export { conductTurn, type TurnInput } from './conduct-turn.ts';
export type { TurnPorts } from './conversation-ports.ts';
export * from './load-conversation.ts';
export * from './prompt/build-prompt.ts';
export { toCompleteFields } from './turn/turn-effects.ts';
