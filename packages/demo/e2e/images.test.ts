import { buildPath, IMAGE_URL_SECONDS } from '@coach-stream/streaming-core/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newConversation, newKey, send } from './support/conversations.ts';
import { ANSWER_CALL } from './support/faults.ts';
import { imageUrl, PNG, uploadImage } from './support/images.ts';
import { control, localRun, randomNoun, terminals, textOf } from './support/local-run.ts';
import { forgetModelCalls, modelCalls } from './support/model-calls.ts';
import { callRest } from './support/rest.ts';
import { readConversation } from './support/stored-messages.ts';

const run = localRun();
let key: string;

beforeAll(async () => {
  key = await uploadImage(run, PNG);
});
beforeEach(() => control(run, 'PUT', '/model/script', { firstTokenMs: 5, tokenMs: 1 }));
afterAll(() => control(run, 'PUT', '/model/script', {}));

const imageOf = (name: string, userId = run.ids.userId) => `user-uploads/${userId}/${name}`;

describe('a message with images', () => {
  it('is answered by a model that sees them, with words or without, and keeps them', async () => {
    for (const text of [`What about my ${randomNoun()}?`, '']) {
      const conversation = await newConversation(run);
      const received = await send(conversation, text, { imageS3Keys: [key] });
      expect(terminals(received)).toMatchObject([
        { type: 'complete', userMessage: { content: text, imageS3Keys: [key] }, usage: { modelCalls: 2 } },
      ]);
      expect(textOf(received)).toMatch(/picture|image|photo/i);
      expect((await readConversation(run, conversation.ids)).messages).toMatchObject([
        { role: 'user', content: text, imageS3Keys: [key] },
        { role: 'assistant', state: 'complete' },
      ]);
    }
  });

  it('is another message than the same words without them', async () => {
    const conversation = await newConversation(run);
    const turn = newKey();
    await send(conversation, 'Look', { key: turn, imageS3Keys: [key] });
    const refused = await send(conversation, 'Look', { key: turn });
    expect([refused.status, JSON.parse(refused.body).code]).toEqual([422, 'TURN_MISMATCH']);
  });

  it.each<[why: string, status: number, code: string, keys: () => string[]]>([
    ['is another user’s', 403, 'IMAGE_FORBIDDEN', () => [key, imageOf('a.png', 'user-other')]],
    ['leads out of the user’s folder', 403, 'IMAGE_FORBIDDEN', () => [imageOf('../user-other/a.png')]],
    ['has no extension of an image', 422, 'IMAGE_INVALID', () => [imageOf('a.svg')]],
    ['was never uploaded', 422, 'IMAGE_NOT_FOUND', () => [key, imageOf('never.png')]],
    ['is the sixth', 422, 'INVALID_BODY', () => Array.from({ length: 6 }, () => key)],
  ])('is refused where one %s: %i %s', async (_why, status, code, keys) => {
    const conversation = await newConversation(run);
    const turn = newKey();
    await forgetModelCalls(run);
    const refused = await send(conversation, 'Look', { key: turn, imageS3Keys: keys() });
    expect([refused.status, JSON.parse(refused.body).code]).toEqual([status, code]);
    expect(await modelCalls(run)).toEqual([]);
    expect((await readConversation(run, conversation.ids)).messages).toEqual([]);
    // Nothing is taken by what was refused.
    expect(terminals(await send(conversation, 'Thanks'))).toMatchObject([{ type: 'complete' }]);
  });

  it('whose bytes are no image fails with a reason, its words kept', async () => {
    const conversation = await newConversation(run);
    const imageS3Keys = [await uploadImage(run, Buffer.from('not a picture at all'))];
    const received = await send(conversation, 'Look', { imageS3Keys });
    expect(terminals(received)).toMatchObject([{ type: 'error', code: 'IMAGE_INVALID', partial: false }]);
    expect((await readConversation(run, conversation.ids)).messages).toMatchObject([{ content: 'Look', imageS3Keys }]);
  });

  it('is answered once where its first answer broke off', async () => {
    const conversation = await newConversation(run);
    const turn = newKey();
    const faults = [{ kind: 'reset', afterChunks: 3, match: ANSWER_CALL }];
    await control(run, 'PUT', '/model/script', { firstTokenMs: 5, tokenMs: 1, faults });
    expect(terminals(await send(conversation, 'Look', { key: turn, imageS3Keys: [key] }))).toMatchObject([
      { type: 'error', code: 'MODEL_INTERRUPTED' },
    ]);
    const again = await send(conversation, 'Look', { key: turn, imageS3Keys: [key] });
    expect(terminals(again)).toMatchObject([{ type: 'complete', fullMessage: textOf(again) }]);
    expect((await readConversation(run, conversation.ids)).messages).toHaveLength(2);
  });
});

describe('an image that was uploaded', () => {
  const ask = (...imageS3Keys: readonly string[]) =>
    callRest(run, 'POST', buildPath('imageUrls', run.ids), { imageS3Keys });
  const statusOf = async (url: string | URL) => (await fetch(url)).status;

  it('is shown again, byte for byte and as an image, whoever has its URL', async () => {
    const answer = await fetch(await imageUrl(run, key));
    expect([answer.status, Buffer.from(await answer.arrayBuffer())]).toEqual([200, PNG]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'inline',
      'cache-control': `private, max-age=${IMAGE_URL_SECONDS}`,
    });
  });

  it('comes with as many others as were asked for, in their order, also where one is not there', async () => {
    const other = await uploadImage(run, PNG);
    const keys = [other, imageOf('never.png'), key];
    const { status, body } = await ask(...keys);
    expect(status).toBe(200);
    expect(body).toEqual({
      images: keys.map((s3Key) => ({ s3Key, url: expect.any(String), expiresAt: expect.any(String) })),
    });
    const { images } = body as { images: { url: string }[] };
    expect(await Promise.all(images.map(({ url }) => statusOf(url)))).toEqual([200, 403, 200]);
  });

  it.each<[why: string, status: number, code: string, keys: () => string[]]>([
    ['is another user’s', 403, 'IMAGE_FORBIDDEN', () => [key, imageOf('a.png', 'user-other')]],
    ['leads out of the user’s folder', 403, 'IMAGE_FORBIDDEN', () => [imageOf('../user-other/a.png')]],
    ['has no extension of an image', 422, 'IMAGE_INVALID', () => [imageOf('a.html')]],
    ['is one too many', 422, 'INVALID_BODY', () => Array.from({ length: 51 }, () => key)],
  ])('has no URL where one %s: %i %s', async (_why, status, code, keys) => {
    expect(await ask(...keys())).toMatchObject({ status, body: { code } });
  });

  it('has a URL that is good for its time, for this image, and as it was signed', async () => {
    const url = await imageUrl(run, key);
    const changed = (change: (url: URL) => void) => {
      const copy = new URL(url);
      change(copy);
      return statusOf(copy);
    };
    expect(await changed(({ searchParams }) => searchParams.set('response-content-type', 'text/html'))).toBe(403);
    expect(await changed(({ searchParams }) => searchParams.delete('response-content-type'))).toBe(403);
    expect(await changed(({ searchParams }) => searchParams.set('X-Amz-Expires', '3000'))).toBe(403);
    expect(
      await changed(({ searchParams }) => {
        const signature = searchParams.get('X-Amz-Signature') ?? '';
        searchParams.set('X-Amz-Signature', `${signature.slice(0, -1)}${signature.endsWith('0') ? '1' : '0'}`);
      }),
    ).toBe(403);
    const other = await uploadImage(run, PNG);
    expect(
      await changed((copy) => {
        copy.pathname = copy.pathname.replace(key, other);
      }),
    ).toBe(403);
    try {
      await control(run, 'PUT', '/clock', { offsetMs: (IMAGE_URL_SECONDS + 60) * 1_000 });
      expect(await statusOf(url)).toBe(403);
    } finally {
      await control(run, 'PUT', '/clock', { offsetMs: 0 });
    }
    expect(await statusOf(url)).toBe(200);
  });
});
