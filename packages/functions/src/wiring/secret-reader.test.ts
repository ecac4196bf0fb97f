import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type LoopbackSecret, startLoopbackSecret } from '../../test/loopback-secret.ts';
import { createSecretReader } from './secret-reader.ts';

let secret: LoopbackSecret;
let nowMs: number;

beforeEach(async () => {
  secret = await startLoopbackSecret('first');
  nowMs = 1_000;
});
afterEach(() => secret.stop());

const readerOf = (options: { readonly maxAgeMs?: number } = {}) =>
  createSecretReader({ secretId: secret.secretId, client: secret.client, clock: { now: () => nowMs }, ...options });

describe('a secret reader', () => {
  it('reads a secret once, however often and at once it is asked', async () => {
    const read = readerOf();
    const asked = Promise.all([read(), read()]);
    expect(await asked).toEqual(['first', 'first']);
    secret.put('second');
    expect(await read()).toBe('first');
  });

  it('reads it again when it is five minutes old', async () => {
    const read = readerOf();
    await read();
    secret.put('second');
    nowMs += 299_999;
    expect(await read()).toBe('first');
    nowMs += 1;
    expect(await read()).toBe('second');
  });

  it('leaves out blanks around it, such as the end of a line', async () => {
    secret.put(' key\n');
    expect(await readerOf()()).toBe('key');
  });

  it.each(['', ' \n'])('refuses a secret that holds %j, without telling it', async (text) => {
    secret.put(text);
    await expect(readerOf()()).rejects.toThrow('The secret holds no text.');
  });

  it('does not keep a failure', async () => {
    secret.put('');
    const read = readerOf();
    await expect(read()).rejects.toThrow();
    secret.put('mended');
    expect(await read()).toBe('mended');
  });

  it("rejects with the client's error where there is no such secret", async () => {
    const read = createSecretReader({ secretId: 'another', client: secret.client, clock: { now: () => nowMs } });
    await expect(read()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('gives up on a Secrets Manager that is not there', async () => {
    const client = { ...secret.client, endpoint: 'http://127.0.0.1:9', maxAttempts: 1 };
    const read = createSecretReader({ secretId: secret.secretId, client, clock: { now: () => nowMs } });
    await expect(read()).rejects.toThrow('ECONNREFUSED');
  });
});
