export { type Cognito, type CognitoOptions, startCognito } from './start-cognito.ts';
export type { InvokeTrigger } from './triggers.ts';
