import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { uploadWebApp } from '../src/commands/upload-web-app.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

interface Put {
  readonly path: string | undefined;
  readonly type: string | undefined;
  readonly cache: string | undefined;
  readonly body: string;
}

const puts: Put[] = [];
let server: Server;
let s3: S3Client;
/** A path whose upload S3 refuses. */
let refused: string | undefined;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      const path = request.url?.split('?')[0];
      if (path === refused) {
        response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
        return;
      }
      const { 'content-type': type, 'cache-control': cache } = request.headers;
      puts.push({ path, type, cache, body });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  s3 = new S3Client({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
});

afterAll(() => {
  s3.destroy();
  server.close();
});

beforeEach(() => {
  puts.length = 0;
  refused = undefined;
});

function builtApp(files: Record<string, string>): { directory: string; outputsFile: string } {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, 'assets'));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(directory, name), content);
  }
  const outputsFile = join(temporaryDirectory(), 'dev.json');
  writeFileSync(outputsFile, '{"version": 1}\n');
  return { directory, outputsFile };
}

const APP = {
  'index.html': '<!doctype html>',
  '404.html': '<!doctype html>',
  '.sources': 'a hash',
  'assets/index-abc123.js': 'export {};',
  'assets/index-abc123.css': 'body {}',
};

test('every file is put with its type and how long it may be kept, and the outputs beside them', async () => {
  await uploadWebApp({ s3, bucketName: 'web', ...builtApp(APP) });

  const immutable = 'public, max-age=31536000, immutable';
  const sorted = puts.toSorted((a, b) => String(a.path).localeCompare(String(b.path)));
  expect(sorted).toEqual([
    { path: '/web/404.html', type: 'text/html; charset=utf-8', cache: 'no-cache', body: '<!doctype html>' },
    { path: '/web/assets/index-abc123.css', type: 'text/css; charset=utf-8', cache: immutable, body: 'body {}' },
    {
      path: '/web/assets/index-abc123.js',
      type: 'text/javascript; charset=utf-8',
      cache: immutable,
      body: 'export {};',
    },
    { path: '/web/index.html', type: 'text/html; charset=utf-8', cache: 'no-cache', body: '<!doctype html>' },
    { path: '/web/outputs.json', type: 'application/json', cache: 'no-cache', body: '{"version": 1}\n' },
  ]);
});

test('pages come last, so that none names a file that is not there', async () => {
  await uploadWebApp({ s3, bucketName: 'web', ...builtApp(APP) });

  expect(puts.slice(0, 2).every(({ path }) => path?.startsWith('/web/assets/'))).toBe(true);
  expect(puts[2]?.path).toBe('/web/outputs.json');
  expect(puts.slice(3).every(({ path }) => path?.endsWith('.html'))).toBe(true);
});

test('a file that cannot be put ends the upload before any page changes', async () => {
  refused = '/web/assets/index-abc123.js';

  await expect(uploadWebApp({ s3, bucketName: 'web', ...builtApp(APP) })).rejects.toMatchObject({
    name: 'AccessDenied',
  });
  expect(puts.filter(({ path }) => path?.endsWith('.html'))).toEqual([]);
});

test('a file of no known kind is refused: browsers would not take it without its type', async () => {
  const app = builtApp({ ...APP, 'assets/data.strange': '' });

  await expect(uploadWebApp({ s3, bucketName: 'web', ...app })).rejects.toThrow(
    'assets/data.strange is of no known kind',
  );
});
