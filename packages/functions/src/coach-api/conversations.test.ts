import {
  buildPath,
  conversationPageSchema,
  conversationSchema,
  MAX_BODY_BYTES,
} from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
import { ulid } from 'ulid';
import { TURN_ID, useCoachApi } from '../../test/coach-api-world.ts';
import type { ApiRequestOptions } from '../../test/rest-api-event.ts';

const world = useCoachApi();

describe('creating a conversation', () => {
  const post = (options: Partial<ApiRequestOptions> = {}) =>
    world.send({ method: 'POST', path: buildPath('conversations', world.ref), ...options });

  it('gives it an id, keeps its title and says where it is', async () => {
    const { json, headers } = await post({ body: { title: 'Knees' } });
    const created = conversationSchema.parse(json);
    expect(created).toEqual({
      conversationId: expect.stringMatching(/^conv_[0-7][0-9A-HJKMNP-TV-Z]{25}$/),
      coachId: 'c1',
      title: 'Knees',
      messageCount: 0,
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    const path = buildPath('conversation', { ...world.ref, conversationId: created.conversationId });
    expect(headers.location).toBe(`/dev${path}`);
    expect((await world.send({ path })).json).toEqual(created);
  });

  it.each([[undefined], [''], [{}]])('takes the body %j for one without a title', async (body) => {
    const { status, json } = await post({ body });
    expect(status).toBe(201);
    expect(json).not.toHaveProperty('title');
  });

  it('makes another one for every request without a key', async () => {
    const created = await Promise.all([post(), post()]);
    expect(new Set(created.map(({ json }) => json.conversationId)).size).toBe(2);
  });

  it.each([
    ['a UUID', '0b5c9e0e-7c3a-4e7e-9f7b-3c9a5b0d1e2f', '0B5C9E0E-7C3A-4E7E-9F7B-3C9A5B0D1E2F'],
    ['a ULID', '01JD8ZQ4K6M2V7X9T3R5W8Y0AB', '01jd8zq4k6m2v7x9t3r5w8y0ab'],
  ])('makes one of however many requests with the same key, %s', async (_kind, key, otherSpelling) => {
    const create = (spelling: string, title?: string) =>
      post({ headers: { 'Idempotency-Key': spelling }, ...(title && { body: { title } }) });
    const answers = await Promise.all([create(key), create(key), create(otherSpelling)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    expect(new Set(answers.map(({ json }) => json.conversationId)).size).toBe(1);
    const again = await create(key, 'another title');
    expect([again.status, again.json]).toEqual([200, answers[0]?.json]);
    expect(again.headers.location).toContain(String(again.json.conversationId));
  });

  it('gives the same key another id at another coach, because conversations of one id would share their messages', async () => {
    await world.createCoach('c2');
    const headers = { 'Idempotency-Key': TURN_ID };
    const [first, second] = await Promise.all(
      ['c1', 'c2'].map((coachId) => post({ path: buildPath('conversations', { ...world.ref, coachId }), headers })),
    );
    expect([first?.status, second?.status]).toEqual([201, 201]);
    expect(first?.json.conversationId).not.toBe(second?.json.conversationId);
  });

  it.each<[string, Partial<ApiRequestOptions>, number, string]>([
    ['no JSON', { body: '{' }, 400, 'INVALID_JSON'],
    ['null', { body: 'null' }, 422, 'INVALID_BODY'],
    ['a list', { body: [] }, 422, 'INVALID_BODY'],
    ['an unknown key', { body: { title: 'a', coachId: 'x' } }, 422, 'INVALID_BODY'],
    ['a title that is no text', { body: { title: 7 } }, 422, 'INVALID_BODY'],
    ['an empty title', { body: { title: '' } }, 422, 'INVALID_BODY'],
    ['a blank title', { body: { title: ' \t' } }, 422, 'INVALID_BODY'],
    ['half a character in the title', { body: '{"title":"\\ud800"}' }, 422, 'INVALID_BODY'],
    ['a title of 81 characters', { body: { title: 'x'.repeat(81) } }, 422, 'INVALID_BODY'],
    ['more than 256 KB', { body: `{"title":"${'x'.repeat(MAX_BODY_BYTES)}"}` }, 413, 'BODY_TOO_LARGE'],
    ['a key that is none', { headers: { 'Idempotency-Key': 'again' } }, 400, 'INVALID_IDEMPOTENCY_KEY'],
  ])('is refused with %s', async (_case, options, status, code) => {
    const answer = await post(options);
    world.expectRefusal(answer, status, code);
    expect(answer.json.retryable).toBe(false);
  });

  it('names the fields that are refused', async () => {
    const { json } = await post({ body: { title: 7, mood: 'x' } });
    expect(json.fields).toEqual(
      expect.arrayContaining([
        { path: 'title', problem: 'invalid_type' },
        { path: 'mood', problem: 'unrecognized_keys' },
      ]),
    );
  });
});

describe('the list of conversations', () => {
  const list = (query: Record<string, string | string[]> = {}) =>
    world.send({ path: buildPath('conversations', world.ref), query });

  it('comes in pages, newest first, each conversation once', async () => {
    for (const conversationId of ['v2', 'v3', 'v4', 'v5']) {
      await world.createConversation({ conversationId, title: `title of ${conversationId}` });
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { json } = await list({ limit: '2', ...(cursor && { cursor }) });
      const page = conversationPageSchema.parse(json);
      seen.push(...page.conversations.map(({ conversationId }) => conversationId));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(['v5', 'v4', 'v3', 'v2', 'v1']);
  });

  it('has a newly created conversation first, at once', async () => {
    world.ref = { ...world.ref, coachId: 'c2' };
    await world.createCoach('c2');
    await world.createConversation({ conversationId: `conv_${ulid(Date.now() - 1_000)}` });
    const { json } = await world.send({ method: 'POST', path: buildPath('conversations', world.ref) });
    expect(conversationPageSchema.parse((await list()).json).conversations[0]?.conversationId).toBe(
      json.conversationId,
    );
  });

  it('shows nothing of a head but what the contract has', async () => {
    const active = { turnId: TURN_ID, attempt: 1, claimedAt: 't' };
    await world.createConversation({ conversationId: 'v2', title: 'T', lastMessageAt: 't', active });
    const { json } = await list({ limit: '1' });
    expect(json.conversations).toEqual([
      { conversationId: 'v2', coachId: 'c1', title: 'T', lastMessageAt: 't', messageCount: 0, createdAt: 't' },
    ]);
  });
});
