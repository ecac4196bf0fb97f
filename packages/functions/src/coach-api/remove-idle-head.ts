import { StreamError } from '@coach-stream/streaming-core';
import { type LockedHead, runningTurnOf } from './running-turn.ts';
import type { TurnsPort } from './turns-port.ts';

/** How a head is read and removed. */
export interface HeadRemoval<Head extends LockedHead> {
  readonly read: () => Promise<Head | undefined>;
  /** @returns `false`, changing nothing, where the head is not as it was read any more */
  readonly remove: (seen: Head) => Promise<boolean>;
  readonly turns: Pick<TurnsPort, 'read'>;
  /** Throws where something else than a turn keeps the head. */
  readonly checkIdle?: (seen: Head) => void;
}

/** A head changes under our hands where reading its last turn settles that, or where another turn begins. */
const MAX_HEAD_READS = 3;

/**
 * Removes the head of a conversation, a session or a chat, so that nobody begins another turn in it.
 *
 * @returns whether there was one
 * @throws StreamError `CONVERSATION_BUSY` where a turn is being answered; what `checkIdle` throws
 */
export async function removeIdleHead<Head extends LockedHead>({
  read,
  remove,
  turns,
  checkIdle,
}: HeadRemoval<Head>): Promise<boolean> {
  for (let reads = 0; reads < MAX_HEAD_READS; reads += 1) {
    const head = await read();
    if (head === undefined) {
      return false;
    }
    if ((await runningTurnOf(head, turns)) !== undefined) {
      break;
    }
    checkIdle?.(head);
    if (await remove(head)) {
      return true;
    }
  }
  throw new StreamError('CONVERSATION_BUSY');
}
