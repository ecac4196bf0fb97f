import { CHAT_OPERATIONS } from './chat-operations.ts';
import { COACH_OPERATIONS } from './coach-operations.ts';
import { CONVERSATION_OPERATIONS } from './conversation-operations.ts';
import { CREATOR_OPERATIONS } from './creator-operations.ts';
import type { OperationTable } from './operation.ts';
import { USER_OPERATIONS } from './user-operations.ts';

/**
 * What every method of every route takes and answers: the source of `docs/openapi.json` and of the tests over all
 * operations. A route or a method without a row does not compile.
 */
export const OPERATIONS: OperationTable = {
  ...CONVERSATION_OPERATIONS,
  ...CREATOR_OPERATIONS,
  ...COACH_OPERATIONS,
  ...CHAT_OPERATIONS,
  ...USER_OPERATIONS,
};
