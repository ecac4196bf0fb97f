import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LoopbackTable, startLoopbackTable } from '../../test/loopback-table.ts';
import { onCalls } from '../../test/on-calls.ts';
import { readUserItems } from '../../test/user-items.ts';
import { fillUser, type UserUnderTest } from '../../test/users.ts';
import { createConversationRemoval } from './conversation-removal.ts';
import { createConversationRepository } from './conversation-repository.ts';
import { createConversationTurns } from './conversation-turns.ts';
import { createSessionTurns } from './session-turns.ts';
import { createUserDeletionRepository } from './user-deletion-repository.ts';
import { createUserRemoval, type UserRemoval } from './user-removal.ts';

let coachTable: LoopbackTable;
let turnsTable: LoopbackTable;
let removal: UserRemoval;
let user: UserUnderTest;
const tables = () => ({ coachTable, turnsTable });
beforeAll(async () => {
  [coachTable, turnsTable] = await Promise.all([startLoopbackTable(), startLoopbackTable()]);
  removal = createUserRemoval({ ...tables(), now: Date.now });
});
beforeEach(async () => {
  user = await fillUser(tables());
});
afterAll(() => Promise.all([coachTable.stop(), turnsTable.stop()]));

/** Runs passes, at most `steps` steps of the last. @returns what the steps have removed together */
async function pass(steps = Number.POSITIVE_INFINITY): Promise<number> {
  let removed = 0;
  let taken = 0;
  for await (const step of removal.pass(user.userId)) {
    removed += step;
    taken += 1;
    if (taken >= steps) {
      break;
    }
  }
  return removed;
}
const left = async () => readUserItems([coachTable, turnsTable], user.userId);
/** What goes with the end: marks, and what was used today. */
const marksOf = (items: readonly string[]) => items.filter((item) => /#REMOVED |^LIMITS#/.test(item));

describe("the removal of a user's data", () => {
  it('finds everything, in both tables, and nobody else’s', async () => {
    const before = await left();
    const other = await fillUser(tables());
    const others = await readUserItems([coachTable, turnsTable], other.userId);
    expect(await pass()).toBe(before.length - 1);
    const marks = await left();
    expect(marks).toEqual(marksOf(marks));
    expect(await pass()).toBe(0);
    await removal.forget(user.userId);
    expect(await left()).toEqual([]);
    expect(await readUserItems([coachTable, turnsTable], other.userId)).toEqual(others);
  });

  it('that is cut short behind any step is ended by another one', async () => {
    const before = (await left()).length - 1;
    let removed = 0;
    for (let steps = 0; steps < 4; steps += 1) {
      removed += await pass(1);
    }
    expect((await left()).length).toBeGreaterThan(marksOf(await left()).length);
    removed += await pass();
    expect(marksOf(await left())).toEqual(await left());
    expect(removed).toBe(before);
  });

  it.each(['UpdateItem', 'DeleteItem', 'BatchWriteItem', 'Query'])(
    'that a refused %s cuts short, at whichever call, is ended by another one',
    async (operation) => {
      for (let skip = 0; skip < 6; skip += 1) {
        const table = skip % 2 === 0 ? coachTable : turnsTable;
        table.faults.next({ operation, kind: 'refuse', skip: Math.floor(skip / 2), times: 1 });
        await pass().catch((error: { code?: string }) => expect(error.code).toBe('STORAGE_UNAVAILABLE'));
        table.faults.clear();
      }
      await pass();
      expect(marksOf(await left())).toEqual(await left());
    },
  );

  it('by two at once leaves nothing either', async () => {
    await Promise.all([pass(), pass(), pass()]);
    expect(marksOf(await left())).toEqual(await left());
  });

  it('finds what a removal of one conversation has left that was cut short', async () => {
    const ref = user.conversation;
    const conversation = await createConversationRepository(coachTable).load(ref, { messageLimit: 1 });
    if (conversation.conversation === undefined) {
      throw new Error('There is none.');
    }
    expect(await createConversationRemoval(coachTable).removeHead(conversation.conversation)).toBe(true);
    await pass();
    expect(marksOf(await left())).toEqual(await left());
  });

  it('finds in another pass what a turn writes behind it, and the turn', async () => {
    const subject = { kind: 'conversation', ...user.conversation } as const;
    const turns = createConversationTurns(coachTable, { now: Date.now });
    const turn = await user.lock();
    await pass();
    expect((await left()).filter((item) => item.includes(turn.turnId))).toEqual([]);
    // Its runner is as far as to settle it, in spite of all.
    await user.writeLate(turn);
    await turns.countTurn(subject, turn);
    await turns.unlock(subject, turn);
    const late = (await left()).filter((item) => item.includes(turn.turnId));
    expect(late).toHaveLength(3);
    expect(await pass()).toBe(3);
    expect(marksOf(await left())).toEqual(await left());
  });

  it('knows the turn that takes the lock while its conversation is being removed', async () => {
    let turn: Awaited<ReturnType<UserUnderTest['lock']>> | undefined;
    const end = onCalls(coachTable, 'DeleteItem', {
      async before(_earlier, input) {
        if (turn === undefined && JSON.stringify(input).includes('#conv_0')) {
          turn = await user.lock();
        }
      },
    });
    await pass();
    end();
    if (turn === undefined) {
      throw new Error('No turn has begun.');
    }
    await user.writeLate(turn);
    await pass();
    expect(marksOf(await left())).toEqual(await left());
  });

  it('lets a turn be settled whose head is gone, and brings no head back', async () => {
    await pass();
    const turn = await user.lateTurn();
    const session = { kind: 'session', userId: user.userId, sessionId: user.sessionId } as const;
    const sessions = createSessionTurns(coachTable, { advance: (head) => head });
    await sessions.countTurn(session, turn);
    await sessions.unlock(session, turn);
    expect(await sessions.lock(session, { ...turn, mustBeLast: false })).toBe(false);
    expect(marksOf(await left())).toEqual(await left());
  });

  it('leaves the report on it', async () => {
    const deletions = createUserDeletionRepository(coachTable);
    const report = await deletions.request(user.userId, Date.now());
    await pass();
    await removal.forget(user.userId);
    expect(await deletions.read(user.userId)).toEqual(report);
    expect(await left()).toHaveLength(1);
  });

  it('of a user who has nothing removes nothing', async () => {
    const steps: number[] = [];
    for await (const step of removal.pass('nobody')) {
      steps.push(step);
    }
    expect(steps).toEqual([]);
  });
});
