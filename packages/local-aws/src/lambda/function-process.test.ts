import { spawn } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { afterTest } from '../after-test.fixture.ts';
import { startHost } from './lambda-host.fixture.ts';

describe('the modules of a function', () => {
  test('are CommonJS in .js files, whatever package.json lies above its code', async () => {
    const fixture = startHost({ common: '' });
    writeFileSync(join(fixture.directory, 'package.json'), '{"type":"module"}');
    const code = join(fixture.directory, 'common');
    writeFileSync(join(code, 'index.mjs'), `export { handler } from './entry.js';`);
    writeFileSync(join(code, 'entry.js'), `exports.handler = async () => require('./part.js').value;`);
    writeFileSync(join(code, 'part.js'), `exports.value = typeof module;`);
    expect(await fixture.host.invoke('common', {}, { type: 'RequestResponse' })).toBe('object');
  });

  test('are ES modules in .js files under a package.json of its own that says so', async () => {
    const fixture = startHost({ own: '' });
    const code = join(fixture.directory, 'own');
    mkdirSync(join(code, 'deep'));
    writeFileSync(join(code, 'package.json'), '{"type":"module"}');
    writeFileSync(join(code, 'index.mjs'), `export { handler } from './deep/entry.js';`);
    writeFileSync(
      join(code, 'deep', 'entry.js'),
      `export const handler = async () => import.meta.filename !== undefined;`,
    );
    expect(await fixture.host.invoke('own', {}, { type: 'RequestResponse' })).toBe(true);
  });
});

/** A user pool's key set over plain HTTP, and an ID token that its key signed. */
async function startKeySet() {
  const poolId = 'us-east-1_AbCdEf123';
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }];
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    sub: 'subject',
    iss: `https://cognito-idp.us-east-1.amazonaws.com/${poolId}`,
    aud: 'client',
    token_use: 'id',
    iat: now,
    exp: now + 60,
  };
  const signed = `${encode({ alg: 'RS256', kid: 'one' })}.${encode(claims)}`;
  afterTest(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    poolId,
    paths,
    token: `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
}

describe('the key set of a user pool', () => {
  test('comes from the local Cognito to an unmodified verifier and to fetch, and leaves no trace', async () => {
    const keySet = await startKeySet();
    const verifier = pathToFileURL(createRequire(import.meta.url).resolve('aws-jwt-verify')).href;
    const fixture = startHost(
      {
        verify: `
          import jwtVerify from ${JSON.stringify(verifier)};
          const { CognitoJwtVerifier } = jwtVerify;
          export const handler = async ({ poolId, token }) => {
            const claims = await CognitoJwtVerifier.create({ userPoolId: poolId, clientId: 'client', tokenUse: 'id' }).verify(token);
            const url = 'https://cognito-idp.us-east-1.amazonaws.com/' + poolId + '/.well-known/jwks.json';
            const fetched = await (await fetch(url)).json();
            const local = Object.keys(process.env).filter((name) => name.startsWith('LOCAL_AWS'));
            return { sub: claims.sub, kid: fetched.keys[0].kid, local };
          };`,
      },
      { jwksUrl: () => keySet.url },
    );
    const { poolId, token } = keySet;
    expect(await fixture.host.invoke('verify', { poolId, token }, { type: 'RequestResponse' })).toEqual({
      sub: 'subject',
      kid: 'one',
      local: [],
    });
    expect(keySet.paths).toEqual(Array(2).fill(`/${poolId}/.well-known/jwks.json`));
    await expect(
      fixture.host.invoke('verify', { poolId, token: `${token}x` }, { type: 'RequestResponse' }),
    ).rejects.toMatchObject({ message: 'Invalid signature' });
  });
});

describe('the processes of functions', () => {
  test('end with the host, also when it is killed', async () => {
    // The function holds a connection, which closes with its process
    const { promise: connected, resolve } = Promise.withResolvers<Socket>();
    const server = await startSocketServer(resolve);
    const fixture = startHost({
      busy: `import { connect } from 'node:net';
        export const handler = () => new Promise(() => connect(${server.port}, '127.0.0.1'));`,
    });
    const options = {
      functions: [fixture.host.find('busy')],
      logDirectory: join(fixture.directory, 'logs-of-parent'),
      endpointUrl: '',
    };
    const parent = spawn(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `import { LambdaHost } from ${JSON.stringify(new URL('./lambda-host.ts', import.meta.url).href)};
         const keys = { accessKeyId: 'a', secretAccessKey: 'b' };
         const host = new LambdaHost({ ...${JSON.stringify(options)}, credentials: () => keys });
         host.invokeStream('busy', {}).catch(() => undefined);`,
      ],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    );
    const socket = await connected;
    const closed = new Promise<string>((done) => socket.once('close', () => done('closed')));
    expect(await Promise.race([closed, delay(100, 'open', { ref: false })])).toBe('open');
    parent.kill('SIGKILL');
    expect(await Promise.race([closed, delay(2_000, 'open', { ref: false })])).toBe('closed');
  });
});

async function startSocketServer(onConnection: (socket: Socket) => void) {
  const server = createSocketServer((socket) => {
    socket.on('error', () => undefined).resume();
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterTest(() => server.close());
  return { port: (server.address() as AddressInfo).port };
}
