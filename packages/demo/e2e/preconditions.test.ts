import { buildPath } from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
import { newApiUser } from './support/api-user.ts';
import { localRun } from './support/local-run.ts';
import { callAs } from './support/user-data.ts';

const run = localRun();

describe('a request with a precondition', () => {
  it('spares a body that the reader has, and changes only what it has read', async () => {
    const user = await newApiUser(run);
    const path = buildPath('profile', user);
    const etag = (await callAs(user, 'GET', path)).headers.get('etag') ?? '';
    const known = await callAs(user, 'GET', path, { headers: { 'if-none-match': etag } });
    expect([known.status, known.body, known.headers.get('etag')]).toEqual([304, undefined, etag]);
    const body = { version: 0, timezone: 'Europe/Berlin', unitSystem: 'metric' };
    const put = (ifMatch: string) => callAs(user, 'PUT', path, { body, headers: { 'if-match': ifMatch } });
    expect((await put('"another"')).body).toMatchObject({ code: 'PRECONDITION_FAILED' });
    expect((await put('another')).body).toMatchObject({ code: 'INVALID_ETAG' });
    expect((await put(etag)).status).toBe(200);
    expect((await put(etag)).status).toBe(412);
  });

  it('may come from a page, which may read the tag', async () => {
    const user = await newApiUser(run);
    const url = `${run.outputs.api}${buildPath('profile', user)}`;
    const origin = new URL(run.address).origin;
    const preflight = await fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'authorization,if-match,if-none-match',
      },
    });
    const allowed = preflight.headers.get('access-control-allow-headers')?.toLowerCase().split(',') ?? [];
    expect(allowed).toEqual(expect.arrayContaining(['if-match', 'if-none-match']));
    const { headers } = await callAs(user, 'GET', buildPath('profile', user), { headers: { origin } });
    expect(headers.get('access-control-expose-headers')).toContain('etag');
  });
});
