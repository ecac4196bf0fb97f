import type { TurnOperations } from '@coach-stream/turn-engine';
import { type CreatorSession, creatorSessionSchema } from '../entities/creator-session.ts';
import { lockHead } from '../head-lock.ts';
import { keys, type SessionRef } from '../keys.ts';
import { parseItem } from '../parse-item.ts';
import { readItem } from '../read-item.ts';
import type { Table } from '../table-client.ts';

/** A coach creator session's head as it is now: one consistent read. @throws StoreError */
export async function readSession(table: Table, ref: SessionRef): Promise<CreatorSession | undefined> {
  const item = await readItem(table, keys.session(ref), 'Reading a session');
  return item && parseSession(item);
}

/**
 * Takes the lock in a session's head, as `lockHead` does.
 *
 * @returns the head with the lock; `undefined` where it is not to be had, or where there is no such session
 * @throws StoreError
 */
export async function lockSession(
  table: Table,
  ref: SessionRef,
  lock: Parameters<TurnOperations<never, never>['lock']>[1],
): Promise<CreatorSession | undefined> {
  const item = await lockHead(table, keys.session(ref), lock);
  return item && parseSession(item);
}

/** A head that was read. @throws StoreError `INTERNAL` where it does not parse */
export function parseSession(item: Record<string, unknown>): CreatorSession {
  return parseItem('session', creatorSessionSchema, item);
}
