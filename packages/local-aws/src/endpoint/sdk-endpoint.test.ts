import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { DynamoDBClient, GetItemCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SdkRequest, SdkService } from '../sdk-service.ts';
import { type Credentials, type SdkEndpoint, startSdkEndpoint, writeJsonError } from './index.ts';

const received: SdkRequest[] = [];
const progress: string[] = [];
let endpoint: SdkEndpoint;
let credentials: Credentials;
/** How far the run's time of day is ahead of this machine's. */
let aheadMs = 0;

const echo: SdkService = {
  signingNames: ['dynamodb'],
  targetPrefixes: ['Echo'],
  permissions: (request) => {
    const input = JSON.parse(request.body.toString('utf8'));
    return input.TableName === undefined ? [] : [{ action: 'dynamodb:GetItem', resource: `arn:t/${input.TableName}` }];
  },
  deny: (response, message) => writeJsonError(response, { status: 400, code: 'AccessDeniedException', message }),
  handle: async (request, response) => {
    received.push(request);
    if (request.path.startsWith('/fail')) throw new Error('broken inside');
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ Item: { path: { S: request.path }, query: { S: String(request.query) } } }));
  },
  close: async () => {},
};

const scope = (service: string, key = credentials.accessKeyId) =>
  `AWS4-HMAC-SHA256 Credential=${key}/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`;
const call = (path: string, headers: Record<string, string>, body = '{}') =>
  fetch(`${endpoint.url}${path}`, { method: 'POST', headers, body });

beforeAll(async () => {
  endpoint = await startSdkEndpoint({
    services: [echo],
    progress: (line) => progress.push(line),
    now: () => Date.now() + aheadMs,
  });
  const statements = [{ Effect: 'Allow' as const, Action: 'dynamodb:GetItem', Resource: 'arn:t/mine' }];
  credentials = endpoint.registerCaller({ name: 'Reader', arn: 'arn:reader', statements });
});

beforeEach(() => {
  received.length = 0;
  progress.length = 0;
});

afterAll(() => endpoint.close());

test('every answer bears the run’s time of day, by which a client signs its next call', async () => {
  aheadMs = 3_600_000;
  const answers = [await call('/', {}), await call('/', { authorization: scope('dynamodb') })];
  aheadMs = 0;
  for (const { headers } of answers) {
    expect(Math.abs(Date.parse(headers.get('date') ?? '') - Date.now() - 3_600_000)).toBeLessThan(60_000);
  }
});

describe('a signed call', () => {
  test('reaches the service of its signature with its caller, from a real client', async () => {
    const client = new DynamoDBClient({ region: 'us-east-1', endpoint: endpoint.url, credentials });
    await client.send(new GetItemCommand({ TableName: 'mine', Key: { pk: { S: 'a' } } }));
    client.destroy();
    expect(received[0]?.caller.name).toBe('Reader');
    expect(received[0]?.headers['x-amz-target']).toBe('DynamoDB_20120810.GetItem');
  });

  test('is refused before its service sees it where the role does not allow it', async () => {
    const client = new DynamoDBClient({ region: 'us-east-1', endpoint: endpoint.url, credentials });
    await expect(client.send(new GetItemCommand({ TableName: 'other', Key: { pk: { S: 'a' } } }))).rejects.toThrow(
      'User: arn:reader is not authorized to perform: dynamodb:GetItem on resource: arn:t/other because no identity-based policy allows the dynamodb:GetItem action',
    );
    client.destroy();
    expect(received).toEqual([]);
    expect(progress).toEqual(['refused: Reader may not dynamodb:GetItem on arn:t/other']);
  });

  test('is known by a presigned query too', async () => {
    const credential = encodeURIComponent(`${credentials.accessKeyId}/20260101/us-east-1/dynamodb/aws4_request`);
    const answer = await call(`/a%20b?X-Amz-Credential=${credential}&q=1`, {});
    expect(answer.status).toBe(200);
    expect(received[0]?.path).toBe('/a%20b');
    expect(received[0]?.query.get('q')).toBe('1');
  });

  test('arrives over HTTP/2 without TLS on the same port', async () => {
    const session = connectHttp2(endpoint.url);
    const stream = session.request({ ':method': 'POST', ':path': '/h2?x=1', authorization: scope('dynamodb') });
    stream.end('{"k":1}');
    const [headers] = await once(stream, 'response');
    expect(headers[':status']).toBe(200);
    expect(JSON.parse(await text(stream)).Item.path.S).toBe('/h2');
    expect(received[0]?.body.toString()).toBe('{"k":1}');
    expect(received[0]?.headers.host).toBe(new URL(endpoint.url).host);
    session.close();
  });

  test.each([
    ['JSON', { 'x-amz-target': 'DynamoDB_20120810.GetItem' }, 'dynamodb', 400, 'UnrecognizedClientException'],
    ['REST', {}, 'bedrock', 403, 'UnrecognizedClientException'],
    ['the query protocol', { 'content-type': 'application/x-www-form-urlencoded' }, 'sts', 403, 'InvalidClientTokenId'],
    ['S3', {}, 's3', 403, 'InvalidAccessKeyId'],
  ])('with an unknown key is answered as %s clients read it', async (_name, headers, service, status, code) => {
    const answer = await call('/', { ...headers, authorization: scope(service, 'AKIAUNKNOWN') });
    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain(code);
  });

  test('to a service that is not served says which, and a progress line too', async () => {
    const answer = await call('/', { authorization: scope('kinesis') });
    expect(answer.status).toBe(501);
    expect(await answer.json()).toEqual({
      __type: 'NotImplementedException',
      message: 'The service kinesis is not served here',
    });
    expect(progress).toEqual(['SDK endpoint: Reader called kinesis, which is not served here']);
  });

  test('that its service cannot read or answer gets an AWS-shaped error', async () => {
    const client = new DynamoDBClient({
      region: 'us-east-1',
      endpoint: `${endpoint.url}/fail`,
      credentials,
      maxAttempts: 1,
    });
    await expect(client.send(new ListTablesCommand({}))).rejects.toMatchObject({ name: 'InternalServerError' });
    client.destroy();
    expect(progress.at(-1)).toMatch(/broken inside/);
    const unreadable = await call('/', { authorization: scope('dynamodb') }, '{');
    expect(await unreadable.json()).toMatchObject({ __type: 'SerializationException' });
  });
});

describe('an unsigned call', () => {
  test('reaches a service by its target, and a browser may read the answer', async () => {
    const answer = await call('/', { 'x-amz-target': 'Echo.Hello', origin: 'http://localhost:5173' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(received[0]?.caller.name).toBe('anonymous');
  });

  test('that needs a permission, or names no service, misses its signature', async () => {
    const needing = await call('/', { 'x-amz-target': 'Echo.Hello' }, '{"TableName":"mine"}');
    expect(await needing.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
    expect((await call('/', {})).status).toBe(403);
    expect(received).toEqual([]);
  });

  test('is announced by a preflight that is answered', async () => {
    const answer = await fetch(endpoint.url, {
      method: 'OPTIONS',
      headers: { origin: 'http://localhost:5173', 'access-control-request-headers': 'content-type,x-amz-target' },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    for (const header of ['x-amz-target', 'content-type', 'x-amz-user-agent', 'authorization', 'amz-sdk-request']) {
      expect(answer.headers.get('access-control-allow-headers')?.split(', ')).toContain(header);
    }
  });
});

describe('the port', () => {
  test('survives clients that say nothing, leave midway or speak another protocol', async () => {
    const port = Number(new URL(endpoint.url).port);
    for (const bytes of [
      '',
      'PRI',
      'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nhalf',
      '\x16\x03\x01nonsense\r\n\r\n',
    ]) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      await once(socket, 'connect');
      socket.write(bytes);
      await new Promise((resolve) => setTimeout(resolve, 5));
      socket.destroy();
    }
    expect((await call('/', { authorization: scope('dynamodb') })).status).toBe(200);
    expect(progress).toEqual([]);
  });

  test('takes a service that was added later, and closes twice without complaint', async () => {
    const other = await startSdkEndpoint({ services: [] });
    const key = other.registerCaller({ name: 'operator', arn: 'arn:o', statements: undefined }).accessKeyId;
    other.serve(echo);
    const answer = await fetch(other.url, {
      method: 'POST',
      headers: { authorization: scope('dynamodb', key) },
      body: '{"TableName":"x"}',
    });
    expect(answer.status).toBe(200);
    await other.close();
    await other.close();
    await expect(fetch(other.url)).rejects.toThrow();
  });
});
