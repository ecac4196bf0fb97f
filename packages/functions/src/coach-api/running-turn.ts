import type { Conversation } from '@coach-stream/store';
import { toStreamError } from '@coach-stream/streaming-core';
import type { TurnsPort } from './turns-port.ts';

/**
 * The id of the turn that is being answered in a conversation; `undefined` where none is. The head may still name a turn
 * that has ended, or that nobody knows any more: the turn itself tells.
 */
export async function runningTurnOf(
  { userId, active }: Conversation,
  turns: Pick<TurnsPort, 'read'>,
): Promise<string | undefined> {
  const turnId = active?.turnId;
  try {
    return turnId !== undefined && (await turns.read({ userId, turnId })).status === 'running' ? turnId : undefined;
  } catch (error) {
    if (toStreamError(error).code === 'TURN_NOT_FOUND') {
      return undefined;
    }
    throw error;
  }
}
