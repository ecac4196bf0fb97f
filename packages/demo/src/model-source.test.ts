import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { priceOf } from '@coach-stream/models/price-table';
import { describe, expect, it } from '@jest/globals';
import { readModelSource } from './model-source.ts';

const KEY_SECRET = 'coach-stream/local/model-key';
const NOBODY = 'http://127.0.0.1:9/v1';
const GATEWAY = 'http://127.0.0.1:9/anthropic';

/** A server that answers every request so. */
async function withServer<Result>(body: string, work: (baseUrl: string) => Promise<Result>): Promise<Result> {
  const server = createServer((_request, response) => response.end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('the model that the environment asks for', () => {
  it.each([{}, { MODEL_PROVIDER: '' }, { OPENAI_API_KEY: 'sk' }])(
    'is the scripted coach with %j',
    async (environment) => {
      expect(await readModelSource(environment)).toBeUndefined();
    },
  );

  it('is that of a server of one’s own, which costs nothing', async () => {
    const source = await readModelSource({
      MODEL_PROVIDER: 'openai',
      OPENAI_BASE_URL: `${NOBODY}/`,
      OPENAI_MODEL: 'llama3.2',
    });
    expect(source).toMatchObject({
      description: `llama3.2 at ${NOBODY}`,
      model: { provider: 'openai', baseUrl: NOBODY, modelId: 'llama3.2', price: { outputPerMillion: 0 } },
    });
    expect(source?.model).not.toHaveProperty('keySecretId');
    expect(source).not.toHaveProperty('apiKey');
  });

  it.each([
    ['the first that the server lists', '{"object":"list","data":[{"id":"qwen3:4b"},{"id":"llama3.2"}]}', 'qwen3:4b'],
    ['any that the server serves, where it lists none', '{"data":[]}', 'default'],
    ['any that the server serves, where it knows no lists', 'Not found', 'default'],
  ])('is %s', async (_, body, modelId) => {
    await withServer(body, async (baseUrl) => {
      const source = await readModelSource({ MODEL_PROVIDER: 'openai', OPENAI_BASE_URL: baseUrl });
      expect(source?.model.modelId).toBe(modelId);
    });
  });

  it('may be on a server that does not answer yet', async () => {
    const source = await readModelSource({ MODEL_PROVIDER: 'openai', OPENAI_BASE_URL: NOBODY });
    expect(source?.model.modelId).toBe('default');
  });

  it.each([
    ['claude-sonnet-4-6', priceOf('claude-sonnet-4-6')],
    ['tiny-claude', { inputPerMillion: 0, outputPerMillion: 0, cacheReadPerMillion: 0, cacheWritePerMillion: 0 }],
  ])('is %s behind a gateway, at the price of the table or for nothing', async (modelId, price) => {
    const source = await readModelSource({
      MODEL_PROVIDER: 'anthropic',
      ANTHROPIC_BASE_URL: `${GATEWAY}/`,
      ANTHROPIC_API_KEY: 'sk-3',
      ANTHROPIC_MODEL: modelId,
    });
    expect(source).toMatchObject({
      description: `${modelId} at ${GATEWAY}`,
      model: { provider: 'anthropic', baseUrl: GATEWAY, modelId, keySecretId: KEY_SECRET, price },
      apiKey: 'sk-3',
    });
  });

  it('costs what is listed on a server of one’s own, too', async () => {
    const source = await readModelSource({
      MODEL_PROVIDER: 'openai',
      OPENAI_BASE_URL: NOBODY,
      OPENAI_MODEL: 'gpt-4.1-mini',
    });
    expect(source?.model.price).toEqual(priceOf('gpt-4.1-mini'));
  });

  it.each([
    [
      { MODEL_PROVIDER: 'openai', OPENAI_API_KEY: ' sk-1\n' },
      { provider: 'openai', modelId: 'gpt-4.1-mini', keySecretId: KEY_SECRET, price: priceOf('gpt-4.1-mini') },
      'sk-1',
    ],
    [
      { MODEL_PROVIDER: 'anthropic', ANTHROPIC_API_KEY: 'sk-2', ANTHROPIC_MODEL: 'claude-haiku-4-5-20251001' },
      {
        provider: 'anthropic',
        modelId: 'claude-haiku-4-5-20251001',
        keySecretId: KEY_SECRET,
        price: priceOf('claude-haiku-4-5-20251001'),
      },
      'sk-2',
    ],
  ])('is the provider’s own with %j: the key is in its secret only', async (environment, model, apiKey) => {
    const source = await readModelSource(environment);
    expect(source).toMatchObject({ model, apiKey });
    expect(JSON.stringify([source?.model, source?.description])).not.toContain('sk-');
  });

  it.each([
    [{ MODEL_PROVIDER: 'oracle' }, 'MODEL_PROVIDER is "oracle"'],
    [{ MODEL_PROVIDER: 'openai' }, 'OPENAI_BASE_URL'],
    [{ MODEL_PROVIDER: 'openai', OPENAI_BASE_URL: 'ftp://models' }, 'OPENAI_BASE_URL'],
    [{ MODEL_PROVIDER: 'openai', OPENAI_BASE_URL: 'http://key:secret@models/v1' }, 'without a key'],
    [{ MODEL_PROVIDER: 'openai', OPENAI_API_KEY: 'sk', OPENAI_MODEL: 'gpt-0' }, 'price of model "gpt-0"'],
    [{ MODEL_PROVIDER: 'anthropic', ANTHROPIC_API_KEY: ' ' }, 'ANTHROPIC_API_KEY'],
    [{ MODEL_PROVIDER: 'anthropic', ANTHROPIC_BASE_URL: GATEWAY }, 'ANTHROPIC_API_KEY'],
    [
      { MODEL_PROVIDER: 'anthropic', ANTHROPIC_API_KEY: 'sk', ANTHROPIC_MODEL: 'claude-0' },
      'price of model "claude-0"',
    ],
    [{ MODEL_PROVIDER: 'anthropic', ANTHROPIC_API_KEY: 'sk', ANTHROPIC_BASE_URL: NOBODY }, 'without it'],
    [
      { MODEL_PROVIDER: 'anthropic', ANTHROPIC_API_KEY: 'sk', ANTHROPIC_BASE_URL: 'http://:key@models' },
      'ANTHROPIC_BASE_URL',
    ],
  ])('is refused with %j', async (environment, message) => {
    await expect(readModelSource(environment)).rejects.toMatchObject({
      name: 'DemoError',
      message: expect.stringContaining(message),
    });
  });
});
