import { buildPath, memoryPageSchema, memorySchema } from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
import { ulid } from 'ulid';
import { TURN_ID, useCoachApi } from '../../test/coach-api-world.ts';
import type { ApiRequestOptions } from '../../test/rest-api-event.ts';

const world = useCoachApi();

const list = (query: Record<string, string> = {}) => world.send({ path: buildPath('memories', world.ref), query });
const post = (body: unknown, options: Partial<ApiRequestOptions> = {}) =>
  world.send({ method: 'POST', path: buildPath('memories', world.ref), body, ...options });
const remove = (memoryId: string) =>
  world.send({ method: 'DELETE', path: buildPath('memory', { ...world.ref, memoryId }) });

describe('creating a memory', () => {
  it('keeps what the user says, and shows it at once', async () => {
    const body = { content: 'No running before 7.', type: 'constraint', importance: 'high', tags: ['early', 'early'] };
    const { status, json } = await post(body);
    const created = memorySchema.parse(json);
    expect([status, created]).toEqual([
      201,
      {
        ...body,
        tags: ['early'],
        memoryId: expect.stringMatching(/^mem_[0-7][0-9A-HJKMNP-TV-Z]{25}$/),
        source: 'explicitRequest',
        createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
        usageCount: 0,
      },
    ]);
    expect((await list()).json).toEqual({ memories: [created] });
  });

  it('may be for one coach of the user’s, and for no other', async () => {
    expect((await post({ content: 'x', coachId: 'c1' })).json).toMatchObject({ coachId: 'c1' });
    world.expectRefusal(await post({ content: 'x', coachId: 'c2' }), 404, 'COACH_NOT_FOUND');
  });

  it('makes one of however many requests with the same key, and gives the first one back', async () => {
    const headers = { 'Idempotency-Key': ulid() };
    const answers = await Promise.all(['a', 'b', 'c'].map((content) => post({ content }, { headers })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    const [first] = answers.filter(({ status }) => status === 201);
    expect(answers.map(({ json }) => json)).toEqual(Array(3).fill(first?.json));
    world.expectRefusal(
      await post({ content: 'x' }, { headers: { 'Idempotency-Key': 'x' } }),
      400,
      'INVALID_IDEMPOTENCY_KEY',
    );
  });

  it('puts it into the semantic index; one that is down keeps nobody from it', async () => {
    const { json } = await post({ content: 'Likes rowing.', coachId: 'c1' });
    expect(world.index.records).toEqual([
      {
        namespace: { kind: 'user', userId: world.ref.userId },
        recordType: 'userMemory',
        entityId: json.memoryId,
        text: 'Likes rowing.',
        recordedAt: json.createdAt,
        coachId: 'c1',
      },
    ]);
    world.index.isDown = true;
    expect((await post({ content: 'Likes swimming.' })).status).toBe(201);
    expect(world.faults).toEqual(['A semantic record could not be written']);
  });

  it('is refused for 50 KB, and names the field', async () => {
    const answer = await post({ content: 'x'.repeat(50_000) });
    world.expectRefusal(answer, 422, 'INVALID_BODY');
    expect(answer.json.fields).toEqual([{ path: 'content', problem: 'too_big' }]);
    expect((await list()).json).toEqual({ memories: [] });
  });
});

describe('the list of memories', () => {
  it('comes in pages, each memory once, and shows nothing but what the contract has', async () => {
    const ids = ['mem_1', 'mem_2', 'mem_3'];
    for (const memoryId of ids) await world.createMemory({ memoryId, turnId: TURN_ID });
    const first = memoryPageSchema.parse((await list({ limit: '2' })).json);
    expect(first.memories.map(({ memoryId }) => memoryId)).toEqual(['mem_3', 'mem_2']);
    const { json } = await list({ limit: '2', cursor: first.nextCursor ?? '' });
    expect(json).toEqual({
      memories: [
        {
          memoryId: 'mem_1',
          content: 'Trains in the morning.',
          type: 'preference',
          importance: 'medium',
          tags: [],
          source: 'conversation',
          createdAt: '2026-01-01T00:00:00.000Z',
          usageCount: 0,
        },
      ],
    });
  });

  it.each([{ limit: '0' }, { cursor: 'x' }])('is refused for the query %j', async (query) => {
    world.expectRefusal(await list(query), 400, 'INVALID_QUERY');
  });
});

describe('deleting a memory', () => {
  it('removes it, and what the semantic index has of it', async () => {
    const { json } = await post({ content: 'Wrong.' });
    await post({ content: 'Right.' });
    const answer = await remove(String(json.memoryId));
    expect([answer.status, answer.json]).toEqual([200, { deleted: true }]);
    expect(memoryPageSchema.parse((await list()).json).memories.map(({ content }) => content)).toEqual(['Right.']);
    expect(world.index.records.map(({ text }) => text)).toEqual(['Right.']);
    world.expectRefusal(await remove(String(json.memoryId)), 404, 'MEMORY_NOT_FOUND');
  });

  it('changes nothing while the semantic index is down, and says that it may be tried again', async () => {
    const { json } = await post({ content: 'Wrong.' });
    world.index.isDown = true;
    const refused = await remove(String(json.memoryId));
    world.expectRefusal(refused, 503, 'STORAGE_UNAVAILABLE');
    expect(refused.json.retryable).toBe(true);
    expect((await list()).json.memories).toHaveLength(1);
    world.index.isDown = false;
    expect((await remove(String(json.memoryId))).status).toBe(200);
    expect(world.index.records).toEqual([]);
  });
});
