export { type Decision, decide, refusalMessage } from './decide.ts';
export { matchesWildcard } from './wildcard.ts';
