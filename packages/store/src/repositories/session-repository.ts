import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { writeVersion } from '../change-by-version.ts';
import { putIfAbsent } from '../conditional-write.ts';
import type { CoachBuild, CreatorSession } from '../entities/creator-session.ts';
import type { AssistantMessage, StoredMessage, UserMessage } from '../entities/message.ts';
import { type Profile, profileSchema } from '../entities/profile.ts';
import { tableCall } from '../errors.ts';
import { GSI1, keys, SESSION_PREFIX, type SessionRef } from '../keys.ts';
import { parseItem } from '../parse-item.ts';
import { pendingBuildKeys } from '../pending-build.ts';
import { readItem } from '../read-item.ts';
import { type Page, type PageRequest, readPage } from '../read-page.ts';
import type { Table } from '../table-client.ts';
import { parseSession, readSession } from './session-head.ts';
import { putUserMessage, readMessagePage, readNewestMessages } from './turn-messages.ts';

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
   * Creates a session with the greeting as its first message; the head first, so that of several requests for one
   * session only that one's greeting is stored. Returns `false`, changing nothing, where the session exists.
   */
  create(session: CreatorSession, greeting: AssistantMessage): Promise<boolean>;
  /** Puts the greeting of a session that exists where it is not there: whoever created it may not have come to it. */
  putGreeting(session: SessionRef, greeting: AssistantMessage): Promise<void>;
  read(session: SessionRef): Promise<CreatorSession | undefined>;
  /** One parallel round of consistent reads: head, profile, the `messageLimit` newest messages. */
  load(session: SessionRef, options: { messageLimit: number }): Promise<SessionSnapshot>;
  putUserMessage(session: SessionRef, message: UserMessage): Promise<void>;
  /** A user's sessions, greatest id first: the newest, as ids begin with their time. */
  list(userId: string, page: PageRequest): Promise<Page<CreatorSession>>;
  /** Messages of a session, newest first. */
  listMessages(session: SessionRef, page: PageRequest): Promise<Page<StoredMessage>>;
  /**
   * Changes the build of a session's coach where the session has not changed since it was read.
   *
   * @returns `false`, changing nothing, where it has, or is gone
   */
  changeBuild(session: SessionRef, change: SessionBuildChange): Promise<boolean>;
  /** Sessions whose coach is yet to be built, by an index that is a moment behind; those first that waited longest. */
  listPendingBuilds(limit: number): Promise<readonly SessionRef[]>;
}

/** What changes of a session when a build goes on. */
export interface SessionBuildChange {
  /** The version that was read. */
  readonly fromVersion: number;
  readonly build: CoachBuild;
  /** Where it is known. */
  readonly coachId?: string;
}

/** What of a session the index tells: whose, and which one. */
const pendingSchema = z.object({ userId: z.string(), sessionId: z.string() });

/** The session repository over the `coach` table. Every method throws `StoreError`. */
export function createSessionRepository(table: Table): SessionRepository {
  const putGreeting: SessionRepository['putGreeting'] = async (session, greeting) => {
    const key = keys.message(keys.sessionMessages(session), greeting.claimedAt, greeting.turnId, 1);
    await putIfAbsent(table, { ...key, ...greeting });
  };
  return {
    async create(session, greeting) {
      const isNew = await putIfAbsent(table, { ...keys.session(session), ...session });
      if (isNew) {
        await putGreeting(session, greeting);
      }
      return isNew;
    },
    putGreeting,
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
    listMessages: (session, page) => readMessagePage(table, keys.sessionMessages(session), page),
    async changeBuild(session, { fromVersion, build, coachId }) {
      const { set, remove } = pendingBuildKeys(session, build);
      const change = { set: { ...set, build, ...(coachId !== undefined && { coachId }) }, remove };
      return writeVersion(table, keys.session(session), { operation: 'Changing a build', fromVersion, change });
    },
    async listPendingBuilds(limit) {
      const query = new QueryCommand({
        TableName: table.tableName,
        IndexName: GSI1.indexName,
        KeyConditionExpression: `${GSI1.partitionKey} = :pending`,
        ExpressionAttributeValues: { ':pending': GSI1.pendingBuilds },
        Limit: limit,
      });
      const { Items = [] } = await tableCall('Reading pending builds', table.client.send(query));
      return Items.map((item) => parseItem('session', pendingSchema, item));
    },
  };
}
