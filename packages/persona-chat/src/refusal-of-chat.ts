import type { ChatSnapshot } from '@coach-stream/store';
import { StreamError } from '@coach-stream/streaming-core';

/** Why a turn cannot be had in what was read; `undefined` where it can. Another user's chat is one that does not exist. */
export function refusalOfChat({ chat }: Pick<ChatSnapshot, 'chat'>): StreamError | undefined {
  return chat === undefined ? new StreamError('CHAT_NOT_FOUND') : undefined;
}
