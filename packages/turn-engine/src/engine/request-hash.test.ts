import { describe, expect, it } from '@jest/globals';
import { requestHash } from './request-hash.ts';

const SUBJECT = { kind: 'conversation', userId: 'u', conversationId: 'c' };

describe('the hash of a request', () => {
  it('is the same for the same message, and holds nothing of it', () => {
    const hash = requestHash([SUBJECT, 'hello']);
    expect(requestHash([{ ...SUBJECT }, 'hello'])).toBe(hash);
    expect(hash).toMatch(/^[\w-]{43}$/);
  });

  it.each<[string, readonly unknown[]]>([
    ['another text', [SUBJECT, 'hello!']],
    ['another subject', [{ ...SUBJECT, conversationId: 'd' }, 'hello']],
    ['an image beside it', [SUBJECT, 'hello', ['key']]],
    ['its text cut elsewhere', [SUBJECT, 'hel', 'lo']],
  ])('is another one for %s', (_case, parts) => {
    expect(requestHash(parts)).not.toBe(requestHash([SUBJECT, 'hello']));
  });
});
