export * from './answer-turn.ts';
export * from './load-conversation.ts';
export * from './ports.ts';
export * from './prompt/build-prompt.ts';
