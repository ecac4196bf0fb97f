import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, request as requestHttp, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { WebApp } from './web-app.ts';
import { webHandler } from './web-handler.ts';

const OUTPUTS = {
  version: 1 as const,
  stage: 'local',
  region: 'us-east-1',
  streams: { coachConversation: 'http://127.0.0.1:4001', personaChat: 'http://127.0.0.1:4002' },
  api: 'http://127.0.0.1:4003/local',
  auth: {
    userPoolId: 'us-east-1_LocalPool',
    clientId: 'client',
    issuer: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_LocalPool',
    endpoint: 'http://127.0.0.1:4005',
  },
  features: { streaming: true },
};
const DEMO_USER = { username: 'demo@demo.example', password: 'a password' };

const root = mkdtempSync(join(tmpdir(), 'coach-stream-web-'));
const directory = join(root, 'dist');
const servers: Server[] = [];
let port: number;

beforeAll(async () => {
  mkdirSync(join(directory, 'assets'), { recursive: true });
  writeFileSync(join(root, 'secret.txt'), 'not part of the app');
  // A sibling whose name begins like the app's folder.
  mkdirSync(`${directory}-old`);
  writeFileSync(join(`${directory}-old`, 'index.html'), 'not part of the app');
  writeFileSync(join(directory, '.sources'), 'not part of the app');
  writeFileSync(join(directory, 'index.html'), '<!doctype html><title>The app</title>');
  writeFileSync(join(directory, '404.html'), '<!doctype html><title>Nothing here</title>');
  writeFileSync(join(directory, 'assets/index-abc123.js'), 'export {};');
  writeFileSync(join(directory, 'assets/index-abc123.css'), 'body {}');
  port = await serve({ directory });
});

afterAll(() => {
  for (const server of servers) {
    server.close();
  }
  rmSync(root, { recursive: true });
});

async function serve(app: WebApp): Promise<number> {
  const handler = webHandler(app, { outputs: OUTPUTS, demoUser: DEMO_USER });
  const server = createServer((request, response) => void handler(request, response));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request with its path exactly as written: `fetch` would resolve dots. */
function ask(path: string, options: { method?: string; headers?: Record<string, string>; to?: number } = {}) {
  const { to = port, ...rest } = options;
  return new Promise<Answer>((resolve, reject) => {
    const asked = requestHttp({ host: '127.0.0.1', port: to, path, agent: false, ...rest }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    asked.on('error', reject).end();
  });
}

describe('the app', () => {
  test.each([
    ['/', 'text/html; charset=utf-8', 'no-cache', 'The app'],
    ['/?from=mail', 'text/html; charset=utf-8', 'no-cache', 'The app'],
    ['/index.html', 'text/html; charset=utf-8', 'no-cache', 'The app'],
    ['/assets/index-abc123.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable', 'export'],
    ['/assets/index-abc123.css', 'text/css; charset=utf-8', 'public, max-age=31536000, immutable', 'body'],
  ])('has %s as %s, %s', async (path, type, cache, content) => {
    const { status, headers, body } = await ask(path);

    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'content-type': type, 'cache-control': cache });
    expect(body).toContain(content);
  });

  test('is not sent again to a browser that has it', async () => {
    const { headers } = await ask('/');
    const again = await ask('/', { headers: { 'If-None-Match': String(headers.etag) } });

    expect(again).toMatchObject({ status: 304, body: '', headers: { 'cache-control': 'no-cache' } });
  });

  test.each(['/', '/outputs.json', '/nothing'])('answers HEAD for %s like GET, without the body', async (path) => {
    const [head, get] = [await ask(path, { method: 'HEAD' }), await ask(path)];

    expect(head.body).toBe('');
    expect({ ...head.headers, date: '' }).toEqual({ ...get.headers, date: '' });
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('takes no %s', async (method) => {
    for (const path of ['/', '/demo-user.json', '/nothing']) {
      expect(await ask(path, { method })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    }
  });
});

describe('a path that leads nowhere', () => {
  test.each([
    '/nothing',
    '/assets',
    '/assets/',
    '/assets/index-old.js',
    '/.sources',
    '/%2esources',
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%5csecret.txt',
    '/%252e%252e/secret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/../dist-old/index.html',
    '//secret.txt',
    'http://127.0.0.1/../secret.txt',
    '/%00',
    '/index.html%00.js',
    '/%E0%A4%A',
    '/%',
  ])('%s is answered by the page that says so', async (path) => {
    const { status, headers, body } = await ask(path);

    expect(status).toBe(404);
    expect(body).toContain('Nothing here');
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' });
  });

  test('is not kept for ever where it is written so that it means another file', async () => {
    expect((await ask('/assets/..%2findex.html')).headers['cache-control']).toBe('no-cache');
  });
});

describe('the stage', () => {
  test('is told by its outputs', async () => {
    const { body, headers } = await ask('/outputs.json');

    expect(JSON.parse(body)).toEqual(OUTPUTS);
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-cache' });
  });

  test('offers its demo user, which nobody keeps', async () => {
    const { body, headers } = await ask('/demo-user.json');

    expect(JSON.parse(body)).toEqual(DEMO_USER);
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
  });

  test.each(['127.0.0.1', 'localhost', 'LocalHost'])('is told under the name %s', async (name) => {
    expect((await ask('/demo-user.json', { headers: { Host: `${name}:${port}` } })).status).toBe(200);
  });

  test.each(['coach.example', '127.0.0.1.coach.example', 'localhost.coach.example', '127.0.0.1:1', 'localhost'])(
    'is not told to a page that reaches this machine as "%s"',
    async (host) => {
      const address = host.includes(':') || host === 'localhost' ? host : `${host}:${port}`;
      for (const path of ['/demo-user.json', '/outputs.json', '/']) {
        const { status, body } = await ask(path, { headers: { Host: address } });

        expect(status).toBe(403);
        expect(body).not.toContain(DEMO_USER.password);
      }
    },
  );

  test('is readable for no other origin', async () => {
    const { headers } = await ask('/demo-user.json', { headers: { Origin: 'http://localhost:5173' } });

    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
  });
});

test.each(['/', '/assets/index-abc123.js', '/outputs.json', '/demo-user.json', '/nothing'])(
  '%s has the security headers, which let the app call its stage and show its images, and nobody else’s',
  async (path) => {
    const { headers } = await ask(path);

    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy.find((directive) => directive.startsWith('connect-src'))).toBe(
      "connect-src 'self' http://127.0.0.1:4001 http://127.0.0.1:4002 http://127.0.0.1:4003 http://127.0.0.1:4005",
    );
    expect(policy).toContain("img-src 'self' data: blob: http://127.0.0.1:4005");
  },
);

describe('an app that could not be built', () => {
  test('says so in the browser, and still tells of the stage', async () => {
    const to = await serve({ problem: 'Expected ";" in /a/path/main.tsx' });
    const page = await ask('/', { to });

    expect(page).toMatchObject({ status: 503, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(page.body).toContain('could not be built');
    expect(page.body).not.toContain('/a/path');
    expect((await ask('/outputs.json', { to })).status).toBe(200);
  });
});
