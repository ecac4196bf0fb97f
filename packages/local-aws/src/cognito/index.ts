export { type Cognito, startCognito } from './start-cognito.ts';
