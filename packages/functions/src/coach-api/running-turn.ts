import { toStreamError } from '@coach-stream/streaming-core';
import type { TurnsPort } from './turns-port.ts';

/** What of a head tells who holds it. */
export interface LockedHead {
  readonly userId: string;
  readonly active?: { readonly turnId: string } | undefined;
}

/**
 * The id of the turn that is being answered in a conversation, a session or a chat; `undefined` where none is. The head may
 * still name a turn that has ended, or that nobody knows any more: the turn itself tells. One that has ended and was not
 * settled is settled by that, so that the head may be another one afterwards.
 */
export async function runningTurnOf(
  { userId, active }: LockedHead,
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
