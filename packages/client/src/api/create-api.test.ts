import { afterEach, describe, expect, it } from '@jest/globals';
import type { Answer } from '../../test/loopback-server.ts';
import { type Answers, closeServers, openClient } from '../../test/read-turn-of.ts';
import { IDS } from '../../test/turns.ts';
import { createCoachStreamClient } from '../create-client.ts';

afterEach(closeServers);

async function open(answers: Answers) {
  const { client, server } = await openClient(answers);
  return { client, server, requests: server.requests };
}

const json =
  (body: unknown, status = 200): Answer =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

describe('the REST API', () => {
  it('builds path, query, headers and body, and creates under a key', async () => {
    const { client, requests } = await open({ api: json({ conversationId: 'conv_2' }) });
    const ids = { userId: 'kim', coachId: 'coach/1' };
    await client.api.conversations.list(ids, { limit: 10, cursor: 'a b' });
    await client.api.conversations.create(ids, { title: 'Knee' });
    await client.api.conversations.delete(IDS, { ifMatch: '"3"' });
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api/users/kim/coaches/coach%2F1/conversations?limit=10&cursor=a+b',
      'POST /api/users/kim/coaches/coach%2F1/conversations',
      'DELETE /api/users/kim/coaches/coach_1/conversations/conv_1',
    ]);
    expect(requests[1]?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
    expect(requests[1]?.body).toBe('{"title":"Knee"}');
    expect(requests[2]?.headers['if-match']).toBe('"3"');
  });

  it('repeats what may be repeated, under the same key, and nothing else', async () => {
    const flaky: Answer = (response, request, index) =>
      index < 2 ? void response.socket?.destroy() : json({ memoryId: 'mem_1' })(response, request, index);
    const { client, requests } = await open({ api: flaky });
    expect(await client.api.memories.create({ userId: 'kim' }, { content: 'Knee' })).toEqual({ memoryId: 'mem_1' });
    expect(new Set(requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    const other = await open({ api: flaky });
    await expect(other.client.api.memories.delete({ userId: 'kim', memoryId: 'mem_1' })).rejects.toMatchObject({
      code: 'NETWORK',
      retryable: true,
    });
    expect(other.requests).toHaveLength(1);
  });

  it('repeats what reads, also where that is no GET', async () => {
    const images = [{ s3Key: 'k', url: 'https://images/k', expiresAt: '2026-11-21T10:05:00.000Z' }];
    const { client, requests } = await open({
      api: (response, request, index) =>
        index < 2 ? void response.socket?.destroy() : json({ images })(response, request, index),
    });
    expect(await client.api.uploads.imageUrls({ userId: 'kim' }, ['k'])).toEqual({ images });
    expect(requests.map(({ method, path, body }) => `${method} ${path} ${body}`)).toEqual(
      Array(3).fill('POST /api/users/kim/image-urls {"imageS3Keys":["k"]}'),
    );
    expect(requests[2]?.headers['idempotency-key']).toBeUndefined();
  });

  it('throws refusals as they are, with the fields that were refused', async () => {
    const fields = [{ path: 'title', problem: 'must not be blank' }];
    const { client } = await open({
      api: json({ code: 'INVALID_BODY', message: 'No.', retryable: false, requestId: 'r', fields }, 422),
    });
    await expect(client.api.conversations.rename(IDS, ' ')).rejects.toMatchObject({
      code: 'INVALID_BODY',
      status: 422,
      fields,
    });
  });

  it('is missing where the outputs name none', async () => {
    const outputs = { version: 1, streams: { coachConversation: 'https://x' } };
    const client = createCoachStreamClient({ outputs, getToken: () => 'token' });
    await expect(client.api.profile.get({ userId: 'kim' })).rejects.toMatchObject({ code: 'UNSUPPORTED_OUTPUTS' });
  });

  it('can be aborted', async () => {
    const { client } = await open({ api: () => {} });
    const signal = AbortSignal.timeout(30);
    await expect(client.api.profile.get({ userId: 'kim' }, { signal })).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('uploads images to their signed URLs, without the token', async () => {
    const { client, server, requests } = await open({
      api: (response, request, index) => {
        const url = `${server.outputs.api}/bucket/${index}`;
        const upload = { s3Key: 'images/1', method: 'PUT', url, headers: { 'content-type': 'image/png' } };
        return json({ uploads: [upload] })(response, request, index);
      },
    });
    const images = [{ contentType: 'image/png' as const, data: new Uint8Array([1, 2, 3]) }];
    expect(await client.api.uploads.upload({ userId: 'kim' }, images)).toEqual(['images/1']);
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({ images: [{ contentType: 'image/png', contentLength: 3 }] });
    expect(requests[1]).toMatchObject({
      method: 'PUT',
      path: '/api/bucket/0',
      headers: { 'content-type': 'image/png' },
    });
    expect(requests[1]?.headers.authorization).toBeUndefined();
  });
});
