import { CoachStreamError, type CoachStreamErrorDetails } from '@coach-stream/client';
import { describe, expect, it } from '@jest/globals';
import { describeError } from './describe-error.ts';

const NOON = new Date(2026, 10, 21, 12, 0, 0);
const describeCode = (code: CoachStreamErrorDetails['code'], more: Partial<CoachStreamErrorDetails> = {}) =>
  describeError(new CoachStreamError({ code, message: 'raw (network)', retryable: true, ...more }), NOON);

describe('describeError', () => {
  it.each(['NETWORK', 'TIMEOUT', 'ALL_TRANSPORTS_FAILED', 'UNAUTHENTICATED', 'CONVERSATION_BUSY'] as const)(
    'has words of its own for %s',
    (code) => expect(describeCode(code)).not.toContain('raw'),
  );

  it('takes the public text for every other code', () => {
    expect(describeCode('MODEL_THROTTLED', { message: 'The coach is very busy.' })).toBe('The coach is very busy.');
  });

  it.each([
    ['RATE_LIMITED', 30, 'That was a lot in a short time. You can go on in 30 seconds.'],
    ['RATE_LIMITED', undefined, 'That was a lot in a short time. You can go on shortly.'],
  ] as const)('tells how long to wait: %s, %s s', (code, retryAfterSeconds, words) => {
    expect(describeCode(code, { status: 429, retryAfterSeconds })).toBe(words);
  });

  it('shows nothing of what is no error of ours', () => {
    expect(describeError(new TypeError('secret'))).toBe('Something went wrong. Try again.');
  });
});
