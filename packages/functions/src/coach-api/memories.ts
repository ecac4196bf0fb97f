import type { ConversationPages, Memory, MemoryRepository } from '@coach-stream/store';
import { parseBody, StreamError } from '@coach-stream/streaming-core';
import {
  buildPath,
  createMemoryBodySchema,
  type Deleted,
  type MemoryPage,
  type MemoryResource,
  memorySchema,
} from '@coach-stream/streaming-core/contract';
import type { ApiHandler, RouteHandlers } from './api-route.ts';
import { checkPreconditions, contentTag, hasPreconditions } from './etag.ts';
import { nextCursorOf, readPageQuery } from './page-query.ts';
import { readKey } from './read-key.ts';
import type { SemanticRecords } from './semantic-records.ts';
import { ulidOfKey } from './ulid-of-key.ts';

/** What the handlers of a user's memories work with. */
export interface MemoriesOptions {
  readonly memories: Pick<MemoryRepository, 'create' | 'get' | 'list' | 'delete'>;
  readonly pages: Pick<ConversationPages, 'hasCoach'>;
  readonly records: SemanticRecords;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly createUlid: () => string;
}

/** Lists and creates a user's memories. */
export function createMemoriesHandlers(options: MemoriesOptions): RouteHandlers<'memories'> {
  return { GET: listMemories(options), POST: createMemory(options) };
}

/** Deletes a memory, and what the semantic index has of it. */
export function createMemoryHandlers({
  memories,
  records,
}: Pick<MemoriesOptions, 'memories' | 'records'>): RouteHandlers<'memory'> {
  return {
    async DELETE({ params: { userId, memoryId }, request }) {
      const memory = hasPreconditions(request) ? await memories.get(userId, memoryId) : undefined;
      if (memory !== undefined) {
        checkPreconditions(request, contentTag(toResource(memory)));
      }
      // First and every time: a repeat of a request that went through by half removes the other one.
      await records.remove(userId, 'userMemory', memoryId);
      if (!(await memories.delete(userId, memoryId))) {
        throw new StreamError('MEMORY_NOT_FOUND');
      }
      return { status: 200, body: { deleted: true } satisfies Deleted };
    },
  };
}

function listMemories({ memories }: MemoriesOptions): ApiHandler<'memories'> {
  return async ({ params, request }) => {
    const list = buildPath('memories', params);
    const page = await memories.list(params.userId, readPageQuery(request.query, list));
    const body: MemoryPage = { memories: page.items.map(toResource), ...nextCursorOf(page, list) };
    return { status: 200, body };
  };
}

/** A repeat of an `Idempotency-Key` creates nothing: it is answered 200 with the memory as it is by then. */
function createMemory({ memories, pages, records, now, createUlid }: MemoriesOptions): ApiHandler<'memories'> {
  return async ({ params: { userId }, request }) => {
    const key = readKey(request);
    const memoryId = `mem_${key === undefined ? createUlid() : ulidOfKey(['memory', userId], key)}`;
    const { content, type, importance, coachId, tags } = parseBody(request, createMemoryBodySchema);
    if (coachId !== undefined && !(await pages.hasCoach({ userId, coachId }))) {
      throw new StreamError('COACH_NOT_FOUND');
    }
    const createdAt = new Date(now()).toISOString();
    const created: Memory = {
      memoryId,
      userId,
      content,
      type,
      importance,
      ...(coachId !== undefined && { coachId }),
      tags: [...new Set(tags)],
      source: 'explicitRequest',
      createdAt,
      usageCount: 0,
    };
    const isNew = await memories.create(created);
    const memory = isNew ? created : await memories.get(userId, memoryId);
    if (memory === undefined) {
      throw new StreamError('MEMORY_NOT_FOUND');
    }
    await records.write({
      namespace: { kind: 'user', userId },
      recordType: 'userMemory',
      entityId: memoryId,
      text: memory.content,
      recordedAt: memory.createdAt,
      ...(memory.coachId !== undefined && { coachId: memory.coachId }),
    });
    return { status: isNew ? 201 : 200, body: toResource(memory) };
  };
}

/** A memory as its user sees it: what the contract has, and nothing else. */
function toResource(memory: Memory): MemoryResource {
  return memorySchema.parse(memory);
}
