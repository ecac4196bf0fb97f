import { randomUUID } from 'node:crypto';
import {
  API_ROUTES,
  type ApiRouteName,
  buildPath,
  type HttpMethod,
  ROUTES,
} from '@coach-stream/streaming-core/contract';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { ORIGINS, TURN_ID, useCoachApi } from '../../test/coach-api-world.ts';

const world = useCoachApi();

const IDS = { turnId: TURN_ID, memoryId: 'mem_1', workoutId: 'wko_1', templateId: 'first_strength' };

/** The path of a route for this test's user and what it has, but for `changes`. */
function pathOf(route: ApiRouteName, changes: Readonly<Record<string, string>> = {}): string {
  return buildPath(route, { ...world.ref, ...world.sessionRef, ...IDS, ...changes });
}

interface RouteCase {
  readonly method: HttpMethod;
  readonly route: ApiRouteName;
  /** Of the request that is well; made where it names this test's user. */
  readonly body?: object | (() => object);
  /** Of the request that is well. */
  readonly status: number;
  /** What is said of each id that nobody has; none where the user's own is the only one. */
  readonly unknown: Readonly<Record<string, string>>;
  readonly wrongMethod: string;
  /** Of the request that is well, where they are not those that every test has. */
  readonly ids?: Readonly<Record<string, string>>;
}

const NO_COACH = { coachId: 'COACH_NOT_FOUND' };
const NO_CONVERSATION = { ...NO_COACH, conversationId: 'CONVERSATION_NOT_FOUND' };
const NO_TURN = { turnId: 'TURN_NOT_FOUND' };
const NO_MEMORY = { memoryId: 'MEMORY_NOT_FOUND' };
const NO_WORKOUT = { workoutId: 'WORKOUT_NOT_FOUND' };
const NO_SESSION = { sessionId: 'SESSION_NOT_FOUND' };
const NO_TEMPLATE = { templateId: 'TEMPLATE_NOT_FOUND' };
const PROFILE = { version: 0, timezone: 'UTC', unitSystem: 'metric' };
const UPLOAD = { images: [{ contentType: 'image/png', contentLength: 1 }] };
const OWN_IMAGE = () => ({ imageS3Keys: [`user-uploads/${world.ref.userId}/a.png`] });

const CHAT = { ids: { sessionId: 'chat_1' }, status: 200, unknown: { sessionId: 'CHAT_NOT_FOUND' } };

const CASES: readonly RouteCase[] = [
  { method: 'GET', route: 'coachCreatorSessions', status: 200, unknown: {}, wrongMethod: 'DELETE' },
  { method: 'POST', route: 'coachCreatorSessions', status: 201, unknown: {}, wrongMethod: 'PUT' },
  { method: 'GET', route: 'coachCreatorSession', status: 200, unknown: NO_SESSION, wrongMethod: 'PATCH' },
  { method: 'DELETE', route: 'coachCreatorSession', status: 200, unknown: NO_SESSION, wrongMethod: 'POST' },
  { method: 'GET', route: 'coachCreatorSessionMessages', status: 200, unknown: NO_SESSION, wrongMethod: 'POST' },
  { method: 'GET', route: 'coachConfigStatus', status: 200, unknown: NO_SESSION, wrongMethod: 'POST' },
  { method: 'GET', route: 'coaches', status: 200, unknown: {}, wrongMethod: 'POST' },
  { method: 'GET', route: 'coach', status: 200, unknown: NO_COACH, wrongMethod: 'PUT' },
  {
    method: 'PATCH',
    route: 'coach',
    body: { coachName: 'Kim' },
    status: 200,
    unknown: NO_COACH,
    wrongMethod: 'POST',
  },
  {
    method: 'DELETE',
    route: 'coach',
    ids: { coachId: 'c2' },
    status: 200,
    unknown: NO_COACH,
    wrongMethod: 'HEAD',
  },
  { method: 'POST', route: 'coachFromSession', status: 202, unknown: NO_SESSION, wrongMethod: 'GET' },
  { method: 'GET', route: 'coachTemplates', status: 200, unknown: {}, wrongMethod: 'POST' },
  { method: 'POST', route: 'coachFromTemplate', status: 201, unknown: NO_TEMPLATE, wrongMethod: 'GET' },
  { method: 'GET', route: 'conversations', status: 200, unknown: NO_COACH, wrongMethod: 'DELETE' },
  { method: 'POST', route: 'conversations', status: 201, unknown: NO_COACH, wrongMethod: 'PUT' },
  { method: 'GET', route: 'conversation', status: 200, unknown: NO_CONVERSATION, wrongMethod: 'POST' },
  {
    method: 'PATCH',
    route: 'conversation',
    body: { title: 'Knees' },
    status: 200,
    unknown: NO_CONVERSATION,
    wrongMethod: 'PUT',
  },
  { method: 'DELETE', route: 'conversation', status: 200, unknown: NO_CONVERSATION, wrongMethod: 'POST' },
  { method: 'GET', route: 'conversationMessages', status: 200, unknown: NO_CONVERSATION, wrongMethod: 'HEAD' },
  { method: 'GET', route: 'turn', status: 200, unknown: NO_TURN, wrongMethod: 'POST' },
  { method: 'POST', route: 'turnStop', status: 202, unknown: NO_TURN, wrongMethod: 'GET' },
  { method: 'POST', route: 'uploadUrls', body: UPLOAD, status: 200, unknown: {}, wrongMethod: 'GET' },
  { method: 'POST', route: 'imageUrls', body: OWN_IMAGE, status: 200, unknown: {}, wrongMethod: 'GET' },
  { method: 'GET', route: 'memories', status: 200, unknown: {}, wrongMethod: 'DELETE' },
  { method: 'POST', route: 'memories', body: { content: 'x' }, status: 201, unknown: {}, wrongMethod: 'PUT' },
  { method: 'DELETE', route: 'memory', status: 200, unknown: NO_MEMORY, wrongMethod: 'GET' },
  { method: 'GET', route: 'workouts', status: 200, unknown: {}, wrongMethod: 'POST' },
  { method: 'GET', route: 'workout', status: 200, unknown: NO_WORKOUT, wrongMethod: 'PUT' },
  { method: 'DELETE', route: 'workout', status: 200, unknown: NO_WORKOUT, wrongMethod: 'PATCH' },
  { method: 'GET', route: 'profile', status: 200, unknown: {}, wrongMethod: 'DELETE' },
  { method: 'PUT', route: 'profile', body: PROFILE, status: 200, unknown: {}, wrongMethod: 'POST' },
  { method: 'DELETE', route: 'user', status: 202, unknown: {}, wrongMethod: 'GET' },
  { method: 'GET', route: 'userDeletion', status: 200, unknown: {}, wrongMethod: 'DELETE' },
  { method: 'GET', route: 'userUsage', status: 200, unknown: {}, wrongMethod: 'DELETE' },
  { method: 'POST', route: 'chatStart', status: 201, unknown: {}, wrongMethod: 'GET' },
  { method: 'GET', route: 'chatSessions', status: 200, unknown: {}, wrongMethod: 'POST' },
  { method: 'GET', route: 'chatSession', ...CHAT, wrongMethod: 'POST' },
  { method: 'PATCH', route: 'chatSession', ...CHAT, body: { persona: 'calm_coach' }, wrongMethod: 'POST' },
  { method: 'DELETE', route: 'chatSession', ...CHAT, wrongMethod: 'PUT' },
  { method: 'GET', route: 'chatMessages', ...CHAT, wrongMethod: 'POST' },
  { method: 'GET', route: 'chatPersonas', status: 200, unknown: {}, wrongMethod: 'DELETE' },
];

/** What every test begins with: a turn that runs, a memory, a workout, a session, and a coach without conversations. */
async function prepare(): Promise<void> {
  await world.createSession({ build: { status: 'failed', attempt: 3, reason: 'CONFIG_INVALID' } });
  await world.createChat();
  await world.createCoach('c2');
  await world.beginTurn();
  await world.requestDeletion();
  await world.createMemory();
  await world.putWorkout();
}

describe.each(CASES)('$method $route', ({ method, route, body, status, wrongMethod, ids }) => {
  beforeEach(prepare);
  const send = (path: string) => world.send({ method, path, body: typeof body === 'function' ? body() : body });

  it('answers its user', async () => {
    const answer = await send(pathOf(route, ids));
    expect(answer.status).toBe(status);
    expect(world.reports).toMatchObject([{ route, method, status, code: undefined, cause: undefined }]);
  });

  it('refuses a wrong method, whoever asks, and lists those that it takes', async () => {
    const answer = await world.send({ method: wrongMethod, path: pathOf(route), userId: 'stranger' });
    world.expectRefusal(answer, 405, 'METHOD_NOT_ALLOWED');
    const ofThisPath = Object.values(ROUTES).filter(({ pattern }) => pattern === ROUTES[route].pattern);
    const methods = ofThisPath.flatMap((listed): readonly string[] => listed.methods);
    expect(answer.headers.allow?.split(', ').sort()).toEqual([...methods].sort());
  });
});

const OF_A_PATHS_USER = CASES.filter(({ route }) => ROUTES[route].validateUserMatch);
const OF_THE_TOKENS_USER = CASES.filter(({ route }) => !ROUTES[route].validateUserMatch);

describe.each(OF_A_PATHS_USER)('$method $route', ({ method, route, body }) => {
  beforeEach(prepare);
  const send = (path: string, options: object = {}) => world.send({ method, path, body, ...options });

  it('refuses another user, also where an id is malformed or the token names nobody', async () => {
    for (const userId of ['stranger', undefined, null]) {
      world.expectRefusal(await send(pathOf(route), { userId }), 403, 'USER_MISMATCH');
    }
    for (const userId of ['a b', '..', world.ref.userId.toUpperCase()]) {
      world.expectRefusal(await send(pathOf(route, { userId })), 403, 'USER_MISMATCH');
    }
  });
});

describe.each(OF_THE_TOKENS_USER)('$method $route', ({ method, route, body, ids }) => {
  it('refuses a token that names nobody', async () => {
    for (const userId of [undefined, null, '', 'a b', 'a#b']) {
      world.expectRefusal(await world.send({ method, path: pathOf(route, ids), body, userId }), 401, 'UNAUTHENTICATED');
    }
  });
});

const OF_ONE_THING = CASES.filter(({ unknown }) => Object.keys(unknown).length > 0);

describe.each(OF_ONE_THING)('$method $route', ({ method, route, body, unknown, ids }) => {
  beforeEach(prepare);
  const send = (changes?: Readonly<Record<string, string>>) =>
    world.send({ method, path: pathOf(route, { ...ids, ...changes }), body });

  it('refuses a malformed id', async () => {
    for (const name of Object.keys(unknown)) {
      for (const value of ['a b', 'a/b', '..', '%', 'ü', 'a\n', 'x'.repeat(129)]) {
        world.expectRefusal(await send({ [name]: value }), 400, 'INVALID_ID');
      }
      const notEncoded = pathOf(route, { [name]: 'xyz' }).replace('xyz', '%zz');
      world.expectRefusal(await world.send({ method, path: notEncoded, body }), 400, 'INVALID_ID');
    }
  });

  it.each(Object.entries(unknown))('knows no %s that nobody has', async (name, code) => {
    world.expectRefusal(await send({ [name]: randomUUID() }), 404, code);
  });
});

/** Templates are everybody's. */
const OF_THE_USERS_OWN = OF_ONE_THING.filter(({ route }) => route !== 'coachFromTemplate');

describe.each(OF_THE_USERS_OWN)('$method $route', ({ method, route, body, unknown, ids }) => {
  beforeEach(prepare);

  it("knows nothing of another user's", async () => {
    world.ref = { ...world.ref, userId: randomUUID() };
    const [code = ''] = Object.values(unknown);
    world.expectRefusal(await world.send({ method, path: pathOf(route, ids), body }), 404, code);
  });
});

const WITHOUT_TABLE: readonly ApiRouteName[] = ['uploadUrls', 'imageUrls', 'coachTemplates', 'chatPersonas'];
const OVER_THE_TABLE = CASES.filter(({ route }) => !WITHOUT_TABLE.includes(route));

describe.each(OVER_THE_TABLE)('$method $route', ({ method, route, body, ids }) => {
  beforeEach(prepare);

  it('says of a table that refuses only that it cannot be used', async () => {
    world.table.faults.next({ kind: 'refuse', times: 9 });
    const answer = await world.send({ method, path: pathOf(route, ids), body });
    world.table.faults.clear();
    world.expectRefusal(answer, 503, 'STORAGE_UNAVAILABLE');
    expect(JSON.stringify(answer.json)).not.toMatch(/dynamodb|denied/i);
    expect(world.reports.at(-1)?.cause).toBeInstanceOf(Error);
  });
});

describe('the API', () => {
  it('serves every route that the contract says it does, by every method of it', () => {
    const served = CASES.map(({ route, method }) => `${method} ${route}`);
    const listed = API_ROUTES.flatMap((route) => ROUTES[route].methods.map((method) => `${method} ${route}`));
    expect(served.sort()).toEqual(listed.sort());
  });

  it.each([
    '/',
    '//',
    '',
    '/users',
    '/users//turns/t',
    '/users/u/turns/t/',
    '/Users/u/turns/t',
    '/users/u/turns/t/stop/stop',
    '/users/u/x/../turns/t',
    '/users/u%2Fturns/t',
    '/users/u/coaches/c/conversations/v/stream',
    '/users/u/coaches/from-session/sess_1/stream',
    '/users/u/coach-creator-sessions/s/stream',
  ])('knows no route %p', async (path) => {
    world.expectRefusal(await world.send({ path }), 404, 'ROUTE_NOT_FOUND');
    expect(world.reports.at(-1)?.route).toBeUndefined();
  });

  it.each([
    ['nothing', undefined],
    ['an event of another kind', { Records: [] }],
    ['a Function URL’s', { version: '2.0', rawPath: '/', requestContext: { http: { method: 'GET' } } }],
  ])('answers with our error where the event is %s, and does not throw', async (_what, event) => {
    const { statusCode, body } = await world.invoke(event);
    expect([statusCode, JSON.parse(body).code]).toEqual([500, 'INTERNAL']);
  });

  it.each([
    ['/users/USER/coaches/from-session/conversations', 'POST', 'coachFromSession'],
    ['/users/USER/coaches/from-template/conversations', 'POST', 'coachFromTemplate'],
    ['/users/USER/coaches/from-session', 'GET', 'coach'],
    ['/users/USER/coaches/coach_1/conversations', 'GET', 'conversations'],
    ['/users/USER/coaches/from-session/conversations/messages', 'GET', 'conversation'],
    ['/users/USER/coach-creator-sessions/messages', 'GET', 'coachCreatorSession'],
  ])('takes %s as API Gateway does: by the static segment where there is one', async (path, method, route) => {
    await world.send({ method, path: path.replace('USER', world.ref.userId) });
    expect(world.reports.at(-1)?.route).toBe(route);
  });

  it('refuses with JSON also where the client would rather have an event stream', async () => {
    const answer = await world.send({ path: '/nothing', headers: { Accept: 'text/event-stream' } });
    world.expectRefusal(answer, 404, 'ROUTE_NOT_FOUND');
  });

  it.each([
    [ORIGINS[0], ORIGINS[0]],
    [ORIGINS[1], ORIGINS[1]],
    ['https://evil.example', undefined],
    [`${ORIGINS[0]}.evil.example`, undefined],
    ['null', undefined],
  ])('lets a page of %s read its answers as %s', async (origin = '', allowed) => {
    for (const path of [pathOf('conversations'), '/nothing']) {
      const { headers } = await world.send({ path, headers: { Origin: origin } });
      expect(headers['access-control-allow-origin']).toBe(allowed);
      expect(headers['access-control-expose-headers']).toBe('x-request-id, retry-after, etag');
      expect(headers).not.toHaveProperty('access-control-allow-credentials');
    }
  });
});
