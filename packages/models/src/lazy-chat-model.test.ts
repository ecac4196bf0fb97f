import { expect, test } from '@jest/globals';
import { REQUEST, readAll } from '../test/start-model.ts';
import { writtenModel } from '../test/written-model.ts';
import { createLazyChatModel } from './lazy-chat-model.ts';

const options = { signal: new AbortController().signal };

test('a lazy model is made once, by the first call', async () => {
  let made = 0;
  const model = createLazyChatModel(async () => {
    made += 1;
    return writtenModel('Hello.');
  });
  expect(made).toBe(0);
  await Promise.all([model.complete(REQUEST, options), readAll(model.stream(REQUEST, options))]);
  expect(made).toBe(1);
});

test('one that could not be made is unavailable, and made by the next call', async () => {
  let attempts = 0;
  const model = createLazyChatModel(async () => {
    attempts += 1;
    if (attempts === 1) throw new Error('The module is not there.');
    return writtenModel('Hello.');
  });
  expect((await readAll(model.stream(REQUEST, options))).thrown).toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  expect((await model.complete(REQUEST, options)).text).toBe('Hello.');
});

test('a caller who had aborted before makes no model', async () => {
  let made = 0;
  const model = createLazyChatModel(async () => {
    made += 1;
    return writtenModel('Hello.');
  });
  const signal = AbortSignal.abort('too late');
  expect((await readAll(model.stream(REQUEST, { signal }))).thrown).toBe('too late');
  await expect(model.complete(REQUEST, { signal })).rejects.toBe('too late');
  expect(made).toBe(0);
});
