export * from './errors.ts';
export * from './events.ts';
export * from './ids.ts';
export * from './outputs.ts';
export * from './requests.ts';
export * from './resources.ts';
export * from './routes.ts';
export * from './user-id-claim.ts';
