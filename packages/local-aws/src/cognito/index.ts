export { issuerOf } from './issue-tokens.ts';
export { type Cognito, startCognito } from './start-cognito.ts';
