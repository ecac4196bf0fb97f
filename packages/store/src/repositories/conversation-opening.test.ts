import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { SettledTurn } from '@coach-stream/turn-engine';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LoopbackTable, startLoopbackTable } from '../../test/loopback-table.ts';
import { onCalls } from '../../test/on-calls.ts';
import { newHead, newSubject, placeOf, questionOf, resultOf, settledTurn } from '../../test/turns.ts';
import type { AnswerResult } from '../entities/turn-result.ts';
import type { TurnSubjectOf } from '../entities/turn-state.ts';
import { keys } from '../keys.ts';
import { createCoachRepository } from './coach-repository.ts';
import { openConversation } from './conversation-opening.ts';
import { type ConversationSnapshot, createConversationRepository } from './conversation-repository.ts';
import { type ConversationTurns, createConversationTurns } from './conversation-turns.ts';
import { createProfileRepository } from './profile-repository.ts';

type Subject = TurnSubjectOf<'conversation'>;
type Turn = SettledTurn<AnswerResult>;

let table: LoopbackTable;
let turns: ConversationTurns;

beforeAll(async () => {
  table = await startLoopbackTable();
  turns = createConversationTurns(table, { now: () => Date.parse('2026-01-05T00:00:00.000Z') });
  const text = 'x';
  const prompts = {
    ...{ personality: text, safety: text, motivation: text },
    ...{ methodology: text, communicationStyle: text, adaptation: text },
  };
  const metadata = { version: 1, createdAt: 't' };
  const coach = { coachId: 'c', coachName: 'Robin', coachDescription: 'd', prompts, metadata };
  await createCoachRepository(table).create('u', coach);
  await createProfileRepository(table).create({ userId: 'u', timezone: 'UTC', unitSystem: 'metric', createdAt: 't' });
});
afterAll(() => table.stop());

async function newConversation(): Promise<Subject> {
  const subject = newSubject();
  await createConversationRepository(table).create(newHead(subject));
  return subject;
}

const open = (subject: Subject) => openConversation(table, subject, { messageLimit: 10 });
const turnAt = (nth: number, turn: Partial<Turn> = {}): Turn =>
  settledTurn({ turnId: `turn${nth}`, claimedAt: placeOf(nth), text: `answer ${nth}`, ...turn });
const lockOf = ({ turnId, attempt, claimedAt }: Turn, dead?: string) => ({
  ...{ turnId, attempt, claimedAt, mustBeLast: false },
  ...(dead !== undefined && { dead }),
});
const isOfAnswer = (message: object): message is { content: string } => 'state' in message;
const answersIn = ({ messages }: ConversationSnapshot) => messages.filter(isOfAnswer).map(({ content }) => content);

/** Another request's turn, from its lock on; each part may be left to later. */
async function start(subject: Subject, turn: Turn, dead?: string): Promise<void> {
  expect(await turns.lock(subject, lockOf(turn, dead))).toBe(true);
  await createConversationRepository(table).putUserMessage(subject, questionOf(turn));
}
async function settle(subject: Subject, turn: Turn): Promise<void> {
  await turns.putAnswer(subject, turn);
  await (turn.status === 'failed' ? turns.unlock(subject, turn) : turns.countTurn(subject, turn));
}
async function run(subject: Subject, turn: Turn): Promise<void> {
  await start(subject, turn);
  await settle(subject, turn);
}
const failed = { status: 'failed', result: resultOf('partial', 'partial'), text: 'partial' } as const;

/** How many calls of each operation a piece of work makes; every read is consistent. */
async function callsOf(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const calls: Record<string, number> = {};
  const ends = ['GetItem', 'Query', 'UpdateItem', 'PutItem'].map((operation) =>
    onCalls(table, operation, {
      before: (earlier, input) => {
        calls[operation] = earlier + 1;
        expect('ConsistentRead' in input && input.ConsistentRead).toBe(
          operation === 'GetItem' || operation === 'Query',
        );
      },
    }),
  );
  await work().finally(() => {
    for (const end of ends) {
      end();
    }
  });
  return calls;
}

/**
 * Reads the first round with everything but its messages held back until `meanwhile` is done: a read that is throttled
 * and tried again comes that late.
 */
async function readHeadLate(opening: ReturnType<typeof open>, meanwhile: () => Promise<void>): Promise<void> {
  const messagesRead = Promise.withResolvers<void>();
  const mayRead = Promise.withResolvers<void>();
  const endHolding = onCalls(table, 'GetItem', { before: () => mayRead.promise });
  const endWatching = onCalls(table, 'Query', { after: () => messagesRead.resolve() });
  const reading = opening.readHead();
  await messagesRead.promise;
  endHolding();
  endWatching();
  await meanwhile();
  mayRead.resolve();
  await reading;
}

describe('opening a conversation', () => {
  it('takes two trips: one parallel round of reads, and the lock', async () => {
    const subject = await newConversation();
    await run(subject, turnAt(1));
    const opening = open(subject);
    const mine = turnAt(2);
    const reads = await callsOf(() => opening.readHead());
    expect(reads).toEqual({ GetItem: 3, Query: 1 });
    const rest = await callsOf(async () => {
      expect(await opening.lock(subject, lockOf(mine))).toBe(true);
      await opening.snapshot();
      await opening.snapshot();
    });
    expect(rest).toEqual({ UpdateItem: 1 });
    const { conversation, coach, profile, messages } = await opening.snapshot();
    expect(conversation).toMatchObject({ active: { turnId: 'turn2' }, messageCount: 2, version: 4 });
    expect([coach?.coachName, profile?.timezone]).toEqual(['Robin', 'UTC']);
    expect(messages.map(({ content }) => content)).toEqual(['ask turn1', 'answer 1']);
  });

  it('reads nothing again in a conversation in which nothing has been said', async () => {
    const subject = await newConversation();
    const opening = open(subject);
    await opening.readHead();
    await opening.lock(subject, lockOf(turnAt(1)));
    expect(await callsOf(() => opening.snapshot())).toEqual({});
  });

  it('gives the engine the head, and reads it alone when it is asked again', async () => {
    const subject = await newConversation();
    const opening = open(subject);
    expect(opening.seen()).toBeUndefined();
    expect(await opening.readHead()).toEqual({ endedTurnIds: [] });
    await run(subject, turnAt(1));
    expect(await callsOf(() => opening.readHead())).toEqual({ GetItem: 1 });
    expect(await opening.readHead()).toEqual(await turns.readHead(subject));
    expect(opening.seen()?.conversation?.endedTurnIds).toEqual(['turn1']);
  });

  it('tells what does not exist before anything is locked', async () => {
    const subject = { ...newSubject(), coachId: 'none' };
    const opening = open(subject);
    expect(await opening.readHead()).toEqual({ endedTurnIds: [] });
    expect(opening.seen()).toMatchObject({ conversation: undefined, coach: undefined, messages: [] });
    expect(await opening.snapshot()).toEqual(opening.seen());
    expect(await opening.lock(subject, lockOf(turnAt(1)))).toBe(false);
  });

  it('notices that the conversation was deleted since it was read', async () => {
    const subject = await newConversation();
    const opening = open(subject);
    await opening.readHead();
    await table.client.send(new DeleteCommand({ TableName: table.tableName, Key: keys.conversation(subject) }));
    expect(await opening.lock(subject, lockOf(turnAt(1)))).toBe(false);
    expect(await opening.readHead()).toEqual({ endedTurnIds: [] });
    expect(opening.seen()?.conversation).toBeUndefined();
  });

  it('reads the whole round again where it could not be read', async () => {
    const subject = await newConversation();
    const opening = open(subject);
    table.faults.next({ operation: 'Query', kind: 'refuse', times: 1 });
    await expect(opening.readHead()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(opening.seen()).toBeUndefined();
    expect(await callsOf(() => opening.readHead())).toEqual({ GetItem: 3, Query: 1 });
    expect(opening.seen()?.coach?.coachName).toBe('Robin');
  });

  it('is right after reads that were throttled and tried again', async () => {
    const subject = await newConversation();
    await run(subject, turnAt(1));
    table.faults.next({ operation: 'GetItem', kind: 'throttle', times: 2 });
    table.faults.next({ operation: 'Query', kind: 'throttle', times: 1 });
    const opening = open(subject);
    await opening.readHead();
    await opening.lock(subject, lockOf(turnAt(2)));
    expect(answersIn(await opening.snapshot())).toEqual(['answer 1']);
  });
});

describe('the messages of an opened conversation', () => {
  it('are read again where a turn was settled between the reads and the lock', async () => {
    const subject = await newConversation();
    const opening = open(subject);
    await opening.readHead();
    await run(subject, turnAt(1));
    await opening.lock(subject, lockOf(turnAt(2)));
    expect(await callsOf(() => opening.snapshot())).toEqual({ Query: 1 });
    expect(await callsOf(() => opening.snapshot())).toEqual({});
    expect(answersIn(await opening.snapshot())).toEqual(['answer 1']);
    expect((await opening.snapshot()).conversation).toMatchObject({ messageCount: 2, active: { turnId: 'turn2' } });
  });

  it('hold the partial answer of a dead turn that was ended for this one', async () => {
    const subject = await newConversation();
    const dead = turnAt(1, { ...failed, result: undefined });
    await start(subject, dead);
    const opening = open(subject);
    expect((await opening.readHead()).active?.turnId).toBe('turn1');
    await settle(subject, dead);
    await opening.lock(subject, lockOf(turnAt(2), 'turn1'));
    expect(answersIn(await opening.snapshot())).toEqual(['partial']);
  });

  it('are read again where the turn before was dead and has left no answer', async () => {
    const subject = await newConversation();
    await start(subject, turnAt(1));
    const opening = open(subject);
    await opening.readHead();
    await opening.lock(subject, lockOf(turnAt(2), 'turn1'));
    expect(await callsOf(() => opening.snapshot())).toEqual({ Query: 1 });
    expect((await opening.snapshot()).messages.map(({ content }) => content)).toEqual(['ask turn1']);
  });

  it.each<[string, Turn[]]>([
    ['ended well', [turnAt(1)]],
    ['was stopped', [turnAt(1, { status: 'stopped', result: resultOf('answer 1', 'stopped') })]],
    ['failed', [turnAt(1, failed)]],
    ['failed and was run again', [turnAt(1, failed), turnAt(1, { attempt: 2 })]],
    ['failed after one that ended well', [turnAt(1), turnAt(2, failed)]],
  ])('are no older than the head, where a turn %s after they were read and before it was', async (_case, attempts) => {
    const subject = await newConversation();
    await run(subject, turnAt(0));
    const opening = open(subject);
    await readHeadLate(opening, async () => {
      for (const attempt of attempts) {
        await run(subject, attempt);
      }
    });
    expect(answersIn(opening.seen() as ConversationSnapshot)).toEqual(['answer 0']);
    await opening.lock(subject, lockOf(turnAt(3)));
    const { messages } = await opening.snapshot();
    const { messages: stored } = await createConversationRepository(table).load(subject, { messageLimit: 10 });
    expect(messages.length).toBeGreaterThan(2);
    expect(messages).toEqual(stored);
  });

  it('hold the answer of a retry, where they were read when there was that of the failed attempt', async () => {
    const subject = await newConversation();
    await run(subject, turnAt(1, failed));
    const opening = open(subject);
    await readHeadLate(opening, () => run(subject, turnAt(1, { attempt: 2 })));
    expect(answersIn(opening.seen() as ConversationSnapshot)).toEqual(['partial']);
    await opening.lock(subject, lockOf(turnAt(2)));
    expect(answersIn(await opening.snapshot())).toEqual(['answer 1']);
  });

  it('are the newest ones, and keep what an earlier attempt of this very turn has left', async () => {
    const subject = await newConversation();
    for (let nth = 1; nth <= 6; nth += 1) {
      await run(subject, turnAt(nth));
    }
    await run(subject, turnAt(7, failed));
    const opening = open(subject);
    await opening.readHead();
    await opening.lock(subject, { ...lockOf(turnAt(7, { attempt: 2 })), mustBeLast: true });
    const { messages } = await opening.snapshot();
    expect(messages).toHaveLength(10);
    expect(messages.slice(-2).map(({ content }) => content)).toEqual(['ask turn7', 'partial']);
  });
});
