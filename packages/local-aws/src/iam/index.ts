export { type Decision, decide, refusalMessage } from './decide.ts';
