import { expect, test } from '@jest/globals';
import { newSessionId, sessionStartMs } from './session-id.ts';

test('a session id is a UUID of version 7 that tells when the session began', () => {
  const now = Date.UTC(2026, 10, 21, 9, 30, 0, 123);
  const id = newSessionId(now);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(sessionStartMs(id)).toBe(now);
  expect(newSessionId(now)).not.toBe(id);
});
