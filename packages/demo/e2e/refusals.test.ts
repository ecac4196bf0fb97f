import { createPrivateKey, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERRORS, type ErrorCode } from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
import { createPoolKeys, hmacToken, signToken, unsignedToken } from '../../streaming-core/test/signed-token.ts';
import { ask, localRun, randomNoun, readStream } from './support/local-run.ts';
import { forgetModelCalls, modelCalls } from './support/model-calls.ts';

const run = localRun();
const { auth } = run.outputs;

/** The claims and key id of a real token, to forge others from. */
async function realToken() {
  const token = await run.token();
  const [header = '', payload = ''] = token.split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
  return { token, kid: read(header).kid as string, claims: read(payload) as Record<string, unknown> };
}

const now = Math.floor(Date.now() / 1000);
type Real = Awaited<ReturnType<typeof realToken>>;
const foreignKeys = createPoolKeys('foreign');
/** The local pool's own key: what it signs is refused for its claims alone. */
const privateKey = createPrivateKey(
  readFileSync(join(process.env.E2E_LOCAL_DIR ?? '', 'data/cognito/signing-key.pem')),
);
const signed = ({ kid, claims }: Real, changes: Record<string, unknown> = {}) =>
  signToken({ kid, privateKey }, { ...claims, ...changes });

const badTokens: [string, (real: Real) => string | Promise<string>, ErrorCode][] = [
  ['malformed', () => 'abc.def', 'UNAUTHENTICATED'],
  ['with alg none', ({ kid, claims }) => unsignedToken(kid, claims), 'UNAUTHENTICATED'],
  ['with HS256', ({ kid, claims }) => hmacToken({ ...foreignKeys, kid }, claims), 'UNAUTHENTICATED'],
  ['signed by another key', ({ kid, claims }) => signToken({ ...foreignKeys, kid }, claims), 'UNAUTHENTICATED'],
  [
    'with its payload changed',
    ({ token, claims }) => withPayload(token, { ...claims, exp: now + 9e6 }),
    'UNAUTHENTICATED',
  ],
  ['that has expired', (real) => signed(real, { exp: now - 9 }), 'UNAUTHENTICATED'],
  ['that is not valid yet', (real) => signed(real, { nbf: now + 900 }), 'UNAUTHENTICATED'],
  ['of another pool', (real) => signed(real, { iss: `${auth.issuer}x` }), 'UNAUTHENTICATED'],
  ['for another client', (real) => signed(real, { aud: 'another-client' }), 'UNAUTHENTICATED'],
  ['that is an access token', (real) => signed(real, { token_use: 'access' }), 'UNAUTHENTICATED'],
  ['without a user', (real) => signed(real, { 'custom:user_id': undefined }), 'USER_MISMATCH'],
  ['of another user', (real) => signed(real, { 'custom:user_id': 'somebody-else' }), 'USER_MISMATCH'],
  ['of another user of the same pool', () => run.token(`other-${randomUUID().slice(0, 8)}`), 'USER_MISMATCH'],
];

function withPayload(token: string, claims: unknown): string {
  const [header, , signature] = token.split('.');
  return `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
}

/** A whole raw request, for what `ask` cannot send. */
async function send(request: {
  method?: string;
  path?: string;
  query?: string;
  body?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
}) {
  const { method = 'POST', path, query = '', body = JSON.stringify({ userResponse: randomNoun() }), headers } = request;
  const url = path === undefined ? run.streamUrl : `${run.outputs.streams.coachConversation}${path}`;
  return readStream(`${url}${query}`, {
    method,
    headers: { authorization: `Bearer ${await run.token()}`, 'content-type': 'application/json', ...headers },
    ...(method !== 'GET' && { body }),
  });
}

function expectRefusal(received: Awaited<ReturnType<typeof readStream>>, code: ErrorCode) {
  expect(received.status).toBe(ERRORS[code].status);
  expect(received.headers.get('content-type')).toBe('application/json');
  expect(JSON.parse(received.body)).toMatchObject({
    code,
    message: ERRORS[code].message,
    retryable: ERRORS[code].retryable,
    requestId: received.headers.get('x-request-id'),
  });
}

describe('a request that is refused', () => {
  it('is not one with a token that the pool has signed', async () => {
    const received = await ask(run, 'Hi coach', { token: signed(await realToken()) });
    expect(received.status).toBe(200);
  });

  it.each(badTokens)('has a token %s', async (_case, forge, code) => {
    expectRefusal(await ask(run, 'Hi', { token: await forge(await realToken()) }), code);
  });

  it('has no token', async () => {
    expectRefusal(await readStream(run.streamUrl, { method: 'POST' }), 'UNAUTHENTICATED');
  });

  it('has an access token', async () => {
    const { CognitoIdentityProviderClient, InitiateAuthCommand } = await import(
      '@aws-sdk/client-cognito-identity-provider'
    );
    const cognito = new CognitoIdentityProviderClient({
      region: run.outputs.region,
      endpoint: run.operator.endpoint,
      credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
      signer: { sign: async (request) => request },
    });
    const { AuthenticationResult } = await cognito.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: auth.clientId,
        AuthParameters: { USERNAME: 'demo@demo.example', PASSWORD: run.operator.password },
      }),
    );
    expectRefusal(await ask(run, 'Hi', { token: AuthenticationResult?.AccessToken ?? '' }), 'UNAUTHENTICATED');
  });

  const { userId, coachId, conversationId } = run.ids;
  const path = (user: string, coach: string, conversation: string) =>
    `/users/${user}/coaches/${coach}/conversations/${conversation}/stream`;

  it.each<[string, Parameters<typeof send>[0], ErrorCode]>([
    ['an unknown route', { path: `/users/${userId}` }, 'ROUTE_NOT_FOUND'],
    ['a wrong method', { method: 'PUT' }, 'METHOD_NOT_ALLOWED'],
    ["another user's path", { path: path('somebody', coachId, conversationId) }, 'USER_MISMATCH'],
    [
      "another user's path with a malformed id",
      { path: path('some%20body', coachId, conversationId) },
      'USER_MISMATCH',
    ],
    ['nothing to watch', { method: 'GET' }, 'INVALID_QUERY'],
    ['a turn to watch that is malformed', { method: 'GET', query: '?turnId=x' }, 'INVALID_QUERY'],
    ['a turn to watch that is not there', { method: 'GET', query: `?turnId=${randomUUID()}` }, 'TURN_NOT_FOUND'],
    ['a malformed conversation id', { path: path(userId, coachId, 'a%2Fb') }, 'INVALID_ID'],
    ['an id of 129 characters', { path: path(userId, coachId, 'x'.repeat(129)) }, 'INVALID_ID'],
    ['a malformed key', { headers: { 'idempotency-key': 'once more' } }, 'INVALID_IDEMPOTENCY_KEY'],
    ['no JSON', { body: 'hello' }, 'INVALID_JSON'],
    ['an empty body', { body: '' }, 'INVALID_JSON'],
    [
      'bytes that are no UTF-8',
      { body: new Uint8Array([0x22, 0xff, 0x22]), headers: { 'content-type': 'application/octet-stream' } },
      'INVALID_ENCODING',
    ],
    ['half a surrogate pair', { body: '{"userResponse":"hi \\ud800 there"}' }, 'INVALID_BODY'],
    ['nothing that can be seen', { body: '{"userResponse":"\\u200b\\u001c"}' }, 'INVALID_BODY'],
    ['an unknown key', { body: '{"userResponse":"hi","user":"me"}' }, 'INVALID_BODY'],
    ['no text', { body: '{"userResponse":"  "}' }, 'INVALID_BODY'],
    ['a text over 8,000 characters', { body: JSON.stringify({ userResponse: 'x'.repeat(8_001) }) }, 'INVALID_BODY'],
    ['a body over 256 KB', { body: JSON.stringify({ userResponse: 'x'.repeat(262_144) }) }, 'BODY_TOO_LARGE'],
    ['a coach that is not there', { path: path(userId, 'coach_none', conversationId) }, 'COACH_NOT_FOUND'],
    ['a conversation that is not there', { path: path(userId, coachId, 'conv_none') }, 'CONVERSATION_NOT_FOUND'],
  ])('has %s', async (_case, request, code) => {
    expectRefusal(await send(request), code);
  });

  it('is answered as one error event where the client accepts an event stream', async () => {
    const received = await send({ path: '/nothing', headers: { accept: 'text/event-stream' } });
    expect(received.status).toBe(404);
    expect(received.events).toMatchObject([{ event: { type: 'error', code: 'ROUTE_NOT_FOUND', partial: false } }]);
  });

  it('never reaches the model', async () => {
    await forgetModelCalls(run);
    await send({ body: '{}' });
    await ask(run, 'Hi', { token: 'none' });
    expect(await modelCalls(run)).toEqual([]);
  });
});
