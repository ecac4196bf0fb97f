export * from './answer-message.ts';
export * from './coach.ts';
export * from './conversation.ts';
export * from './message.ts';
export * from './profile.ts';
export * from './turn-result.ts';
export * from './turn-state.ts';
