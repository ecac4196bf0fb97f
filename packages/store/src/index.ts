export * from './entities/index.ts';
export * from './errors.ts';
export * from './keys.ts';
export * from './repositories/coach-repository.ts';
export * from './repositories/conversation-repository.ts';
export * from './repositories/profile-repository.ts';
export * from './repositories/turn-repository.ts';
export * from './table-client.ts';
