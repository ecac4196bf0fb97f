export { doAfterWork } from './after-work/do-after-work.ts';
export * from './answer-turn.ts';
export { conductTurn, type TurnInput } from './conduct-turn.ts';
export * from './images/index.ts';
export * from './load-conversation.ts';
export * from './ports.ts';
export * from './prompt/build-prompt.ts';
export { MAX_WINDOW_MESSAGES } from './prompt/history.ts';
export * from './stored-turn.ts';
