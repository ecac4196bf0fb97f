import { MissingProviderError, ModelError, UnknownModelError } from '@coach-stream/models';
import { expect, it } from '@jest/globals';
import { describeError } from './describe-error.ts';

it('tells the names of an error and its causes, and only such messages as we have written', () => {
  const cause = new Error('the prompt was: my knee hurts');
  expect(describeError(new ModelError('MODEL_UNAVAILABLE', { partial: false, cause }))).toEqual({
    names: ['ModelError', 'Error'],
    messages: [expect.stringMatching(/./)],
  });
});

it('says which provider is missing, and not what somebody has written into the switch', () => {
  expect(describeError(new MissingProviderError('openai')).messages).toEqual([expect.stringContaining("'openai'")]);
  expect(describeError(new UnknownModelError('whatever'))).toEqual({ names: ['UnknownModelError'], messages: [] });
});
