import { randomUUID } from 'node:crypto';
import { ERRORS, type ErrorCode } from '@coach-stream/streaming-core/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ApiAnswer,
  type ApiRequest,
  type ApiUser,
  codeOf,
  type Ids,
  newApiUser,
  sendTo,
  textField,
} from './support/api-user.ts';
import { HTTP_METHODS } from './support/http-methods.ts';
import { control, localRun } from './support/local-run.ts';
import { type DocumentedOperation, OPERATIONS, OPERATIONS_BY_PATH, operation } from './support/openapi.ts';
import { schemaProblems } from './support/openapi-schemas.ts';
import { make, makeIds, validRequest } from './support/valid-request.ts';
import { wrongBodies } from './support/wrong-bodies.ts';

const run = localRun();
const MAX_BODY_BYTES = 256 * 1024;

let user: ApiUser;
let stranger: ApiUser;

beforeAll(async () => {
  await control(run, 'PUT', '/model/script', { firstTokenMs: 1, tokenMs: 1 });
  [user, stranger] = await Promise.all([newApiUser(run), newApiUser(run)]);
});
afterAll(() => control(run, 'PUT', '/model/script', {}));

/** Sends something that is to be refused so, as the operation's documentation says. */
async function expectRefusal(wanted: DocumentedOperation, request: ApiRequest, code: ErrorCode, sender = user) {
  const answer = await sendTo(sender, wanted, request);
  expect({ ...briefly(answer), code: codeOf(answer) }).toMatchObject({ status: ERRORS[code].status, code });
  expectDocumentedRefusal(wanted, answer);
}

function expectDocumentedRefusal({ responses }: DocumentedOperation, answer: ApiAnswer): void {
  const pointer = responses.get(answer.status)?.json ?? `${answer.status} is not documented`;
  expect(pointer).toMatch(/^#/);
  expect(schemaProblems(pointer, answer.json)).toEqual([]);
}

const briefly = ({ status, text }: ApiAnswer) => ({ status, text: text.slice(0, 300) });

/** Well-formed ids that nobody has. */
function strangeIds({ parameters }: DocumentedOperation): Record<string, string> {
  const names = parameters.filter(({ place, isRequired }) => place !== 'header' && isRequired).map(({ name }) => name);
  return Object.fromEntries(names.filter((name) => name !== 'userId').map((name) => [name, randomUUID()]));
}

/** What is said of an id that nobody has; of a turn, and of what it is said to belong to, that there is no such turn. */
function codeOfUnknown(wanted: DocumentedOperation, name: string): ErrorCode {
  const isOfTurn = wanted.parameters.some((parameter) => parameter.name === 'turnId' && parameter.isRequired);
  const what = wanted.path.startsWith('/chat/') && name === 'sessionId' ? 'chatId' : name;
  const code = `${(isOfTurn ? 'turnId' : what).replace(/Id$/, '').toUpperCase()}_NOT_FOUND`;
  if (!isErrorCode(code)) {
    throw new Error(`No error says that there is no such ${name}.`);
  }
  return code;
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

const named = (listed: readonly DocumentedOperation[]) => listed.map((wanted) => [wanted.operationId, wanted] as const);
const hasUser = ({ path }: DocumentedOperation) => path.startsWith('/users/{userId}');
const idsInPath = ({ parameters }: DocumentedOperation) =>
  parameters.filter(({ name, place }) => place === 'path' && name !== 'userId').map(({ name }) => name);
const ID_NAMES = new Set(OPERATIONS.flatMap(idsInPath));
const idsInBody = ({ body }: DocumentedOperation) =>
  Object.keys(Object(body?.schema.properties)).filter((name) => ID_NAMES.has(name));
const takes = (name: string) => (wanted: DocumentedOperation) =>
  wanted.parameters.some((parameter) => parameter.name === name);

describe.each(named(OPERATIONS))('%s refuses', (_operationId, wanted) => {
  const ids = strangeIds(wanted);
  const { body } = wanted;
  const request: ApiRequest = { ids, ...(body && { body: body.example }) };

  it('who has no token, or none that is one', async () => {
    await expectRefusal(wanted, { ...request, token: null }, 'UNAUTHENTICATED');
    await expectRefusal(wanted, { ...request, token: 'abc.def.ghi' }, 'UNAUTHENTICATED');
  });

  it("another user's token", async () => {
    if (hasUser(wanted)) {
      await expectRefusal(wanted, { ...request, token: stranger.token }, 'USER_MISMATCH');
      await expectRefusal(wanted, { ...request, ids: { ...ids, userId: 'a b' } }, 'USER_MISMATCH');
      return;
    }
    // The user is the token's: what is another's is not there.
    const own = await validRequest(user, wanted);
    const answer = await sendTo(stranger, wanted, own);
    if (Object.keys(own.ids).length > 0 || 'sessionId' in (body?.example ?? {})) {
      expect(briefly(answer)).toMatchObject({ status: 404 });
      expectDocumentedRefusal(wanted, answer);
    } else {
      expect(answer.status).toBeLessThan(300);
    }
  });

  it('a malformed id', async () => {
    for (const name of idsInPath(wanted)) {
      for (const malformed of ['a b', 'a/b', 'ü', 'x'.repeat(129)]) {
        await expectRefusal(wanted, { ...request, ids: { ...ids, [name]: malformed } }, 'INVALID_ID');
      }
    }
  });

  it('ids that nobody has, and says which', async () => {
    const [first] = Object.keys(ids);
    if (first !== undefined) {
      await expectRefusal(wanted, request, codeOfUnknown(wanted, first));
      const valid = await makeIds(user, wanted);
      for (const [name, unknown] of Object.entries(ids)) {
        await expectRefusal(wanted, { ...request, ids: { ...valid, [name]: unknown } }, codeOfUnknown(wanted, name));
      }
    }
    for (const name of idsInBody(wanted)) {
      const own = await validRequest(user, wanted);
      const strange = { ...own, body: { ...Object(own.body), [name]: randomUUID() } };
      await expectRefusal(wanted, strange, codeOfUnknown(wanted, name));
    }
  });

  it('a method that its path does not take', async () => {
    const taken = OPERATIONS_BY_PATH.get(wanted.path)?.map(({ method }) => method) ?? [];
    for (const method of HTTP_METHODS.filter((listed) => !taken.includes(listed))) {
      const answer = await sendTo(user, wanted, { ids, method });
      expect({ method, ...briefly(answer) }).toMatchObject({ method, status: 405 });
      expect(codeOf(answer)).toBe('METHOD_NOT_ALLOWED');
      expect(answer.headers.get('allow')?.split(', ').sort()).toEqual([...taken].sort());
    }
  });
});

const WITH_BODY = OPERATIONS.flatMap((wanted) => (wanted.body === undefined ? [] : [{ wanted, body: wanted.body }]));

describe.each(WITH_BODY.map(({ wanted, body }) => [wanted.operationId, wanted, body] as const))(
  '%s refuses a body',
  (_operationId, wanted, body) => {
    const ids = strangeIds(wanted);

    it('with an unknown key', async () => {
      await expectRefusal(wanted, { ids, body: { ...body.example, isAdmin: true } }, 'INVALID_BODY');
    });

    it('with anything of a wrong type', async () => {
      for (const wrong of wrongBodies(body)) {
        const answer = await sendTo(user, wanted, { ids, body: JSON.stringify(wrong) });
        expect({ wrong, ...briefly(answer), code: codeOf(answer) }).toMatchObject({ wrong, code: 'INVALID_BODY' });
        expectDocumentedRefusal(wanted, answer);
      }
    });

    it('of more than 256 KB', async () => {
      await expectRefusal(wanted, { ids, body: { padding: 'x'.repeat(MAX_BODY_BYTES) } }, 'BODY_TOO_LARGE');
    });

    it('that is no JSON, and none where it needs one', async () => {
      await expectRefusal(wanted, { ids, body: '{"a":' }, 'INVALID_JSON');
      if (body.isRequired) {
        await expectRefusal(wanted, { ids, body: '' }, 'INVALID_JSON');
      }
    });
  },
);

const BODILESS_POSTS = OPERATIONS.filter(({ method, body }) => method === 'POST' && body === undefined);

it.each(named(BODILESS_POSTS))('%s, which takes no body, does not fail of a large one', async (_id, wanted) => {
  const answer = await sendTo(user, wanted, { ids: strangeIds(wanted), body: 'x'.repeat(2 * MAX_BODY_BYTES) });
  expect(answer.status).toBe(404);
});

describe.each(named(OPERATIONS.filter(takes('Idempotency-Key'))))('%s', (_operationId, wanted) => {
  it('refuses a key that is neither UUID nor ULID', async () => {
    const request = { ids: strangeIds(wanted), body: wanted.body?.example };
    const headers = { 'idempotency-key': 'once more' };
    await expectRefusal(wanted, { ...request, headers }, 'INVALID_IDEMPOTENCY_KEY');
  });
});

describe.each(named(OPERATIONS.filter(({ parameters }) => parameters.some(isRequiredQuery))))(
  '%s',
  (_operationId, wanted) => {
    it('refuses a query that lacks what it needs, or has it malformed', async () => {
      const [{ name } = { name: '' }] = wanted.parameters.filter(isRequiredQuery);
      for (const value of ['', 'x', 'a b']) {
        await expectRefusal(wanted, { ids: { ...strangeIds(wanted), [name]: value } }, 'INVALID_QUERY');
      }
    });
  },
);

function isRequiredQuery({ place, isRequired }: DocumentedOperation['parameters'][number]): boolean {
  return place === 'query' && isRequired;
}

describe.each(named(OPERATIONS.filter(takes('limit'))))('%s', (_operationId, list) => {
  it.each(['0', '10000', '-1', '1.5', '', 'ten', '51'])('refuses a page of %p items', async (limit) => {
    await expectRefusal(list, { ids: strangeIds(list), query: { limit } }, 'INVALID_QUERY');
  });

  it("goes on from its own cursor, and refuses another list's and another user's", async () => {
    const [ids, cursor] = await firstPage(list, user);
    const next = await sendTo(user, list, { ids, query: { limit: '1', cursor } });
    expect(briefly(next)).toMatchObject({ status: 200 });
    for (const other of OPERATIONS.filter(takes('limit')).filter(({ path }) => path !== list.path)) {
      await expectRefusal(other, { ids: { ...strangeIds(other), ...ids }, query: { cursor } }, 'INVALID_QUERY');
    }
    await expectRefusal(list, { ids, query: { cursor } }, 'INVALID_QUERY', stranger);
    await expectRefusal(list, { ids, query: { cursor: `${cursor}x` } }, 'INVALID_QUERY');
  }, 60_000);
});

/** The first page of a list of two, with one item: its ids and its cursor. */
async function firstPage(list: DocumentedOperation, owner: ApiUser): Promise<[Ids, string]> {
  const { ids } = await validRequest(owner, list);
  const page = await sendTo(owner, list, { ids, query: { limit: '1' } });
  return [ids, textField(page, 'nextCursor')];
}

describe.each(named(OPERATIONS.filter(({ method }) => method === 'DELETE')))('%s', (_operationId, wanted) => {
  it('answers a second time as the first where it reports, and else that there is nothing', async () => {
    const owner = await newApiUser(run);
    const request = await validRequest(owner, wanted);
    const first = await sendTo(owner, wanted, request);
    const second = await sendTo(owner, wanted, request);
    expect(briefly(first)).toMatchObject({ status: first.status === 202 ? 202 : 200 });
    expect(briefly(second)).toMatchObject({ status: first.status === 202 ? 202 : 404 });
  }, 60_000);
});

describe.each(named(OPERATIONS.filter(takes('If-Match'))))('%s', (_operationId, wanted) => {
  it('changes nothing for a version that is not there, and takes no tag that is none', async () => {
    const request = await validRequest(user, wanted);
    await expectRefusal(wanted, { ...request, headers: { 'if-match': 'none' } }, 'INVALID_ETAG');
    await expectRefusal(wanted, { ...request, headers: { 'if-match': '"another"' } }, 'PRECONDITION_FAILED');
    const changed = await sendTo(user, wanted, { ...request, headers: { 'if-match': '*' } });
    expect(briefly(changed)).toMatchObject({ status: 200 });
  }, 60_000);
});

it('a coach that has a conversation is not deleted', async () => {
  const coachId = await make('coachId', user);
  await make('conversationId', user, { coachId });
  await expectRefusal(operation('deleteCoach'), { ids: { coachId } }, 'COACH_IN_USE');
});

it('a path that is none is refused, whoever asks', async () => {
  for (const path of ['/', '/users', `/users/${user.userId}/coaches/c/nothing`, '/chat']) {
    const answer = await sendTo(user, { ...operation('getCoaches'), path }, { ids: {} });
    expect({ path, ...briefly(answer), code: codeOf(answer) }).toMatchObject({ status: 404, code: 'ROUTE_NOT_FOUND' });
  }
});
