import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LoopbackTable, startLoopbackTable } from '../../test/loopback-table.ts';
import { greetingOf, newSession } from '../../test/sessions.ts';
import { placeOf, questionOf } from '../../test/turns.ts';
import type { CreatorSession } from '../entities/creator-session.ts';
import type { SessionRef } from '../keys.ts';
import { createSessionRemoval, type SessionRemoval } from './session-removal.ts';
import { createSessionRepository, type SessionRepository } from './session-repository.ts';

let table: LoopbackTable;
let sessions: SessionRepository;
let removal: SessionRemoval;
let session: CreatorSession;
beforeAll(async () => {
  table = await startLoopbackTable();
  sessions = createSessionRepository(table);
  removal = createSessionRemoval(table);
});
beforeEach(async () => {
  session = newSession();
  await sessions.create(session, greetingOf(session));
});
afterAll(() => table.stop());

async function putAnswers(count: number, ref: SessionRef = session): Promise<void> {
  for (let nth = 1; nth <= count; nth += 1) {
    await sessions.putUserMessage(ref, questionOf({ turnId: `t${nth}`, claimedAt: placeOf(nth) }));
  }
}

const countLeft = async (ref: SessionRef = session) => (await sessions.listMessages(ref, { limit: 50 })).items.length;

describe('a coach creator session', () => {
  it('is removed as it was read, and then all that was said in it', async () => {
    await putAnswers(30);
    expect(await removal.removeHead(session)).toBe(true);
    expect(await sessions.read(session)).toBeUndefined();
    expect([await removal.removeContents(session), await countLeft()]).toEqual([31, 0]);
    expect([await removal.removeHead(session), await removal.removeContents(session)]).toEqual([false, 0]);
  });

  it('stays where it has changed since, such as by a build that is asked for again', async () => {
    const build = { status: 'queued', attempt: 0, queuedAt: placeOf(1) } as const;
    await sessions.changeBuild(session, { fromVersion: 1, build });
    expect(await removal.removeHead(session)).toBe(false);
    expect(await sessions.read(session)).toMatchObject({ build });
  });

  it('loses nothing that was said while it is there, and nothing of another session', async () => {
    const theirs = { ...session, userId: randomUUID() };
    await Promise.all([putAnswers(2), putAnswers(2, theirs)]);
    expect(await removal.removeContents(session)).toBe(0);
    await removal.removeHead(session);
    await removal.removeContents(session);
    expect([await countLeft(), await countLeft(theirs)]).toEqual([0, 2]);
  });
});
