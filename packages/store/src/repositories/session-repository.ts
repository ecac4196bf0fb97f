import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { changeByVersion } from '../change-by-version.ts';
import { putIfAbsent, whereHolds } from '../conditional-write.ts';
import type { CoachBuild, CreatorSession } from '../entities/creator-session.ts';
import type { AssistantMessage, StoredMessage, UserMessage } from '../entities/message.ts';
import { storedMessageSchema } from '../entities/message.ts';
import { type Profile, profileSchema } from '../entities/profile.ts';
import { tableCall } from '../errors.ts';
import { keys, MESSAGE_PREFIX, SESSION_PREFIX, type SessionRef } from '../keys.ts';
import { parseItem } from '../parse-item.ts';
import { readItem } from '../read-item.ts';
import { type Page, type PageRequest, readPage } from '../read-page.ts';
import type { Table } from '../table-client.ts';
import { parseSession, readSession } from './session-head.ts';
import { putMessage, putUserMessage, readNewestMessages } from './turn-messages.ts';

/** Everything a creator turn starts from. What is `undefined` does not exist for this user. */
export interface SessionSnapshot {
  readonly session: CreatorSession | undefined;
  readonly profile: Profile | undefined;
  /** The newest messages, oldest first. */
  readonly messages: readonly StoredMessage[];
}

/** Reads and writes coach creator sessions. */
export interface SessionRepository {
  /**
   * Creates a session with the greeting as its first message; the message first, so that no session is without one.
   * Returns `false` where the session exists.
   */
  create(session: CreatorSession, greeting: AssistantMessage): Promise<boolean>;
  read(session: SessionRef): Promise<CreatorSession | undefined>;
  /** One parallel round of consistent reads: head, profile, the `messageLimit` newest messages. */
  load(session: SessionRef, options: { messageLimit: number }): Promise<SessionSnapshot>;
  putUserMessage(session: SessionRef, message: UserMessage): Promise<void>;
  /** A user's sessions, greatest id first: the newest, as ids begin with their time. */
  list(userId: string, page: PageRequest): Promise<Page<CreatorSession>>;
  /** Messages of a session, newest first. */
  listMessages(session: SessionRef, page: PageRequest): Promise<Page<StoredMessage>>;
  /**
   * Changes the build of a session's coach by compare-and-set, however often another writer is faster.
   *
   * @param change the next state, with the coach's id where it is known; `undefined` where nothing is to be changed
   * @returns the session as it is then; `undefined` where there is none
   */
  changeBuild(
    session: SessionRef,
    change: (session: CreatorSession) => BuildChange | undefined,
  ): Promise<CreatorSession | undefined>;
  /** Removes a head where it has not changed since it was read. Returns `false`, changing nothing, where it has. */
  removeHead(seen: CreatorSession): Promise<boolean>;
}

/** What changes when a build goes on. */
export interface BuildChange {
  readonly build: CoachBuild;
  readonly coachId?: string;
}

/** The session repository over the `coach` table. Every method throws `StoreError`. */
export function createSessionRepository(table: Table): SessionRepository {
  return {
    async create(session, greeting) {
      await putMessage(table, keys.sessionMessages(session), greeting, 1);
      return putIfAbsent(table, { ...keys.session(session), ...session });
    },
    read: (session) => readSession(table, session),
    async load(session, { messageLimit }) {
      const [head, profile, messages] = await Promise.all([
        readSession(table, session),
        readItem(table, keys.profile(session.userId), 'Reading a profile'),
        readNewestMessages(table, keys.sessionMessages(session), messageLimit),
      ]);
      return { session: head, profile: profile && parseItem('profile', profileSchema, profile), messages };
    },
    putUserMessage: (session, message) => putUserMessage(table, keys.sessionMessages(session), message),
    list: (userId, page) =>
      readPage(
        table,
        { pk: keys.session({ userId, sessionId: '' }).pk, prefix: SESSION_PREFIX, ...page },
        parseSession,
      ),
    listMessages: (session, page) =>
      readPage(table, { pk: keys.sessionMessages(session), prefix: MESSAGE_PREFIX, ...page }, (item) =>
        parseItem('message', storedMessageSchema, item),
      ),
    async changeBuild(session, change) {
      let last: CreatorSession | undefined;
      await changeByVersion(table, keys.session(session), {
        operation: 'Changing a build',
        parse: parseSession,
        change(seen) {
          const next = change(seen);
          last = next === undefined ? seen : { ...seen, ...next, version: seen.version + 1 };
          return next && { set: { ...next } };
        },
      });
      return last;
    },
    async removeHead(seen) {
      const command = new DeleteCommand({
        TableName: table.tableName,
        Key: keys.session(seen),
        ConditionExpression: 'version = :seen',
        ExpressionAttributeValues: { ':seen': seen.version },
      });
      return (await tableCall('Removing a head', whereHolds(table.client.send(command)))) !== undefined;
    },
  };
}
