export * from './coach.ts';
export * from './conversation.ts';
export * from './message.ts';
export * from './profile.ts';
