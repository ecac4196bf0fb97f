import { type ApiRouteName, buildPath, type HttpMethod } from '@coach-stream/streaming-core/contract';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { TURN_ID, useCoachApi } from '../../test/coach-api-world.ts';
import { restApiEvent } from '../../test/rest-api-event.ts';

const world = useCoachApi();

/** Something that has an entity tag, and what changes and deletes it. */
interface TaggedCase {
  readonly route: ApiRouteName;
  readonly ids?: Readonly<Record<string, string>>;
  /** Absent: it can only be deleted. */
  readonly change?: { readonly method: HttpMethod; readonly body: object };
  readonly canBeDeleted: boolean;
}

const RENAME = { method: 'PATCH', body: { title: 'Knees' } } as const;
const PROFILE = { version: 0, timezone: 'Europe/Berlin', unitSystem: 'metric' };
const CASES: readonly TaggedCase[] = [
  { route: 'conversation', change: RENAME, canBeDeleted: true },
  {
    route: 'coach',
    ids: { coachId: 'c2' },
    change: { method: 'PATCH', body: { coachName: 'Kim' } },
    canBeDeleted: true,
  },
  { route: 'profile', change: { method: 'PUT', body: PROFILE }, canBeDeleted: false },
  { route: 'coachCreatorSession', canBeDeleted: true },
  {
    route: 'chatSession',
    ids: { sessionId: 'chat_1' },
    change: { method: 'PATCH', body: { persona: 'calm_coach' } },
    canBeDeleted: true,
  },
  { route: 'workout', canBeDeleted: true },
];
const CHANGED = CASES.flatMap(({ change, ...rest }) => (change === undefined ? [] : [{ ...rest, change }]));
const DELETED = CASES.filter(({ canBeDeleted }) => canBeDeleted);

beforeEach(async () => {
  await world.createSession();
  await world.createChat();
  await world.createCoach('c2');
  await world.createMemory();
  await world.putWorkout();
});

const pathOf = ({ route, ids }: TaggedCase) => {
  const known = { ...world.ref, ...world.sessionRef, turnId: TURN_ID, memoryId: 'mem_1', workoutId: 'wko_1' };
  return buildPath(route, { ...known, templateId: '', ...ids });
};
const send = (tagged: TaggedCase, method: HttpMethod, headers: Record<string, string> = {}, body?: object) =>
  world.send({ method, path: pathOf(tagged), headers, body });
const tagOf = async (tagged: TaggedCase) => (await send(tagged, 'GET')).headers.etag ?? 'none';

describe.each(CASES)('$route', (tagged) => {
  it('is read with a strong entity tag, the same as long as it is the same', async () => {
    expect(await tagOf(tagged)).toMatch(/^"[\w.-]+"$/);
    expect(await tagOf(tagged)).toBe(await tagOf(tagged));
  });

  it('is not sent again to who has it: 304 with the tag, and no body', async () => {
    const etag = await tagOf(tagged);
    for (const ifNoneMatch of [etag, `"x", W/${etag}`, '*']) {
      const headers = { 'If-None-Match': ifNoneMatch };
      const event = restApiEvent({ userId: world.ref.userId, path: pathOf(tagged), headers });
      const answer = await world.invoke(event);
      expect(answer).toMatchObject({ statusCode: 304, body: '', headers: { etag, 'cache-control': 'no-store' } });
      expect(answer.headers).not.toHaveProperty('content-type');
      expect(world.reports.at(-1)).toMatchObject({ status: 304, code: undefined });
    }
    expect((await send(tagged, 'GET', { 'If-None-Match': '"x"' })).status).toBe(200);
  });

  it('is refused where the header is no list of tags', async () => {
    for (const name of ['If-Match', 'If-None-Match']) {
      world.expectRefusal(await send(tagged, 'GET', { [name]: '3' }), 400, 'INVALID_ETAG');
    }
  });
});

describe.each(CHANGED)('$route', ({ change: { method, body }, ...tagged }) => {
  const change = (headers?: Record<string, string>) => send(tagged, method, headers, body);

  it('is changed as it was read, and has another tag then', async () => {
    const etag = await tagOf(tagged);
    const changed = await change({ 'If-Match': etag });
    expect(changed.status).toBe(200);
    expect(changed.headers.etag).toBe(await tagOf(tagged));
    expect(changed.headers.etag).not.toBe(etag);
  });

  it('stays where it has changed since, and where it may only be made', async () => {
    const etag = await tagOf(tagged);
    for (const headers of [{ 'If-Match': '"77"' }, { 'If-Match': `W/${etag}` }, { 'If-None-Match': '*' }]) {
      world.expectRefusal(await change(headers), 412, 'PRECONDITION_FAILED');
    }
    expect(await tagOf(tagged)).toBe(etag);
    world.expectRefusal(await change({ 'If-Match': 'nonsense' }), 400, 'INVALID_ETAG');
    expect((await change({ 'If-Match': '*' })).status).toBe(200);
  });

  it('is changed by one of those who have read the same version', async () => {
    const etag = await tagOf(tagged);
    const answers = await Promise.all(Array.from({ length: 4 }, () => change({ 'If-Match': etag })));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.every((status) => [200, 409, 412].includes(status))).toBe(true);
  });
});

describe.each(DELETED)('$route', (tagged) => {
  it('is deleted as it was read, and not as another version', async () => {
    world.expectRefusal(await send(tagged, 'DELETE', { 'If-Match': '"77"' }), 412, 'PRECONDITION_FAILED');
    world.expectRefusal(await send(tagged, 'DELETE', { 'If-Match': '77' }), 400, 'INVALID_ETAG');
    const etag = await tagOf(tagged);
    expect((await send(tagged, 'DELETE', { 'If-Match': etag })).status).toBe(200);
    const again = await send(tagged, 'DELETE', { 'If-Match': etag });
    expect(again.status).toBe(404);
  });
});

describe('a conversation', () => {
  const conversation: TaggedCase = { route: 'conversation', canBeDeleted: true };

  it('has another tag once a turn holds it, and still another one once that has ended', async () => {
    const idle = await tagOf(conversation);
    await world.beginTurn();
    await world.lock(TURN_ID);
    const busy = await tagOf(conversation);
    expect(busy).not.toBe(idle);
    world.expectRefusal(
      await send(conversation, 'PATCH', { 'If-Match': idle }, RENAME.body),
      412,
      'PRECONDITION_FAILED',
    );
    expect((await send(conversation, 'PATCH', { 'If-Match': busy }, RENAME.body)).status).toBe(200);
    await world.turnStates().commit({ userId: world.ref.userId, turnId: TURN_ID }, 1, {
      status: 'stopped',
      lastSeq: 0,
      textFrom: 'log',
      claimedAt: 't',
    });
    // The look at it settles the turn: what is shown is what there is then, under the tag that it has then.
    const ended = await tagOf(conversation);
    expect(ended).toBe(await tagOf(conversation));
    expect((await send(conversation, 'DELETE', { 'If-Match': ended })).status).toBe(200);
  });
});

describe('a memory', () => {
  it('is deleted as whatever it is, or not at all: it is never read alone, so that nobody has its tag', async () => {
    const memory: TaggedCase = { route: 'memory', canBeDeleted: true };
    world.expectRefusal(await send(memory, 'DELETE', { 'If-Match': '"1"' }), 412, 'PRECONDITION_FAILED');
    expect((await send(memory, 'DELETE', { 'If-Match': '*' })).status).toBe(200);
  });
});

describe('the profile', () => {
  it('is held against If-Match before it is held against the version of the body', async () => {
    const profile: TaggedCase = { route: 'profile', canBeDeleted: false };
    const stale = { ...PROFILE, version: 5 };
    world.expectRefusal(await send(profile, 'PUT', { 'If-Match': '"5"' }, stale), 412, 'PRECONDITION_FAILED');
    world.expectRefusal(await send(profile, 'PUT', { 'If-Match': '"0"' }, stale), 409, 'PROFILE_CHANGED');
    world.expectRefusal(await send(profile, 'PUT', { 'If-Match': '"5"' }, {}), 422, 'INVALID_BODY');
  });
});
