import { describe, expect, it } from '@jest/globals';
import { memoryStorage } from '../app/memory-storage.fixture.ts';
import { createUserStorage } from '../app/user-storage.ts';
import { type Answer, idToken, serveCognito } from './cognito.fixture.ts';
import { createSession } from './session.ts';

async function setUp(answer: Answer) {
  let refreshes = 0;
  const stage = await serveCognito(() => {
    refreshes += 1;
    return answer;
  });
  const storage = memoryStorage();
  return { stage, storage, session: createSession(stage, storage), refreshes: () => refreshes };
}

const FRESH = idToken('kim');

describe('createSession', () => {
  it('goes on behind a reload, and forgets everything at the end', async () => {
    const { stage, storage, session } = await setUp({ body: {} });
    expect(session.person()).toBeUndefined();
    session.begin({ idToken: idToken('kim'), refreshToken: 'r' });
    const again = createSession(stage, storage);
    expect(again.person()).toEqual({ userId: 'kim' });
    createUserStorage(storage, 'kim').set('draft', 'Hello');
    again.end();
    expect([again.person(), storage.length]).toEqual([undefined, 0]);
  });

  it('keeps nothing of another person where somebody signs in', async () => {
    const { storage, session } = await setUp({ body: {} });
    createUserStorage(storage, 'jo').set('draft', 'Secret');
    session.begin({ idToken: idToken('kim') });
    expect([storage.length, createUserStorage(storage, 'jo').get('draft')]).toEqual([1, undefined]);
  });

  it('follows another tab', async () => {
    const { stage, storage, session } = await setUp({ body: {} });
    const tab = createSession(stage, storage);
    session.begin({ idToken: idToken('kim') });
    tab.adopt();
    const person = tab.person();
    session.begin({ idToken: idToken('kim'), refreshToken: 'newer' });
    tab.adopt();
    expect([person, tab.person() === person]).toEqual([{ userId: 'kim' }, true]);
    session.end();
    tab.adopt();
    expect(tab.person()).toBeUndefined();
  });

  it('refreshes once for all who ask, and keeps the person the same object', async () => {
    const { session, refreshes } = await setUp({ body: { AuthenticationResult: { IdToken: FRESH } } });
    session.begin({ idToken: idToken('kim'), refreshToken: 'r' });
    const person = session.person();
    const asked = [true, true, false].map((isRefresh) => session.getToken({ isRefresh }));
    expect(await Promise.all(asked)).toEqual([FRESH, FRESH, FRESH]);
    expect([refreshes(), session.person() === person]).toEqual([1, true]);
    await session.getToken({ isRefresh: true });
    expect(refreshes()).toBe(2);
  });

  it('signs out where the refresh is refused', async () => {
    const { session } = await setUp({ status: 400, body: { __type: 'NotAuthorizedException' } });
    session.begin({ idToken: idToken('kim'), refreshToken: 'r' });
    await session.getToken({ isRefresh: true });
    expect(session.person()).toBeUndefined();
  });

  it('stays signed in where the refresh fails otherwise', async () => {
    const { session } = await setUp({ status: 500, body: {} });
    session.begin({ idToken: idToken('kim'), refreshToken: 'r' });
    await session.getToken({ isRefresh: true });
    expect(session.person()).toEqual({ userId: 'kim' });
  });

  it.each(['{', '5', '{"idToken":5}', '{"idToken":"no token"}'])('takes %s in the storage for nobody', async (text) => {
    const { stage, storage } = await setUp({ body: {} });
    storage.setItem('coach-stream.client', text);
    expect(createSession(stage, storage).person()).toBeUndefined();
  });
});
