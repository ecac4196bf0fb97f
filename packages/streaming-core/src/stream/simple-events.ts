import { ERRORS } from '../contract/errors.ts';
import type { Dialect } from './dialect.ts';

/**
 * Pieces of text, then `done` or an error, each written as the contract's `simpleEventSchema` has it: blocks of one
 * `data:` line, which a reader may also take apart without a parser of event streams. It has no ids.
 */
export const simpleEvents: Dialect = {
  toData(event) {
    switch (event.type) {
      case 'chunk':
        return event.content === '' ? undefined : `{"token": ${JSON.stringify(event.content)}}`;
      case 'complete':
        return '{"done": true}';
      case 'error': {
        const { message } = ERRORS[event.code];
        return `{"error": {"code": ${JSON.stringify(event.code)}, "message": ${JSON.stringify(message)}}}`;
      }
      case 'start':
      case 'contextual':
      case 'metadata':
      case 'retract':
        return undefined;
      default:
        return event satisfies never;
    }
  },
  canResume: false,
};
