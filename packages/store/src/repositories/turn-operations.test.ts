import { randomUUID } from 'node:crypto';
import type { SubjectHead, TurnKey, TurnState } from '@coach-stream/turn-engine';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { emptyWorld, perform, type World } from '../../../turn-engine/test/model-operations.ts';
import { type LoopbackTable, startLoopbackTable } from '../../test/loopback-table.ts';
import { newHead, newSubject, placeOf, resultOf, settledTurn } from '../../test/turns.ts';
import type { TurnSubject } from '../entities/turn-state.ts';
import { createConversationRepository } from './conversation-repository.ts';
import { type ConversationTurns, createConversationTurns } from './conversation-turns.ts';
import { createTurnOperations } from './turn-operations.ts';
import { createTurnRepository, DEFAULT_TURN_TTL, type TurnRepository } from './turn-repository.ts';

let table: LoopbackTable;
let turns: TurnRepository;
let conversation: ConversationTurns;
const now = () => Date.parse('2026-01-01T00:00:00Z');

beforeAll(async () => {
  table = await startLoopbackTable();
  turns = createTurnRepository(table, { now, ...DEFAULT_TURN_TTL });
  conversation = createConversationTurns(table, { now });
});
afterAll(() => table.stop());

/** What a call is about: one of two turns of a conversation. */
interface Context {
  readonly turn: TurnKey;
  readonly other: TurnKey;
  readonly claimedAt: string;
  readonly subject: TurnSubject;
  /** The turn's state, now or as it was a while ago. */
  readonly seen: TurnState<never> | undefined;
}
type Call = (context: Context) => readonly [name: string, ...args: unknown[]];

/** Every operation, with arguments that random numbers choose among those that matter. */
function callsOf(chosen: { attempt: number; lease: number; text: string; isYes: boolean; dead: number }): Call[] {
  const { attempt, isYes, text } = chosen;
  const leaseUntil = chosen.lease * 100;
  const failure = { code: 'MODEL_TIMEOUT', partial: true };
  const settled = ({ turn, claimedAt }: Context, status: 'complete' | 'stopped' | 'failed', hasResult: boolean) =>
    settledTurn({
      ...{ turnId: turn.turnId, attempt, claimedAt, status, text },
      result: hasResult ? resultOf(text, status === 'failed' ? 'partial' : status) : undefined,
    });
  return [
    ({ turn, subject }) => ['claim', turn, { hash: 'h', subject, leaseUntil }],
    ({ turn }) => ['readState', turn],
    ({ turn, seen }) => (seen ? ['advance', turn, seen, leaseUntil] : ['readState', turn]),
    ({ turn }) => ['release', turn, attempt],
    ({ turn, claimedAt }) => ['renew', turn, attempt, { leaseUntil, claimedAt }],
    ({ turn }) => ['requestStop', turn],
    ({ turn, claimedAt }) => {
      const end = { lastSeq: 3, textFrom: 'result', claimedAt };
      return ['commit', turn, attempt, isYes ? { status: 'complete', ...end } : { status: 'failed', failure, ...end }];
    },
    ({ turn, claimedAt }) => {
      const end = { status: 'failed', failure, lastSeq: 0, textFrom: 'message', claimedAt };
      return ['commit', turn, attempt, { ...end, hasNotRun: true }];
    },
    ({ turn, seen }) =>
      seen ? ['endDead', turn, seen, { status: 'stopped', lastSeq: 2, textFrom: 'log' }] : ['readState', turn],
    ({ turn }) => ['markSettled', turn, attempt],
    ({ turn }) => ['putResult', turn, attempt, resultOf(text)],
    ({ turn }) => ['readResult', turn, attempt],
    ({ turn }) => ['appendLog', turn.turnId, attempt, text],
    ({ turn }) => ['readLoggedAnswer', turn, attempt, ...(isYes ? [chosen.lease] : [])],
    ({ subject }) => ['readHead', subject],
    ({ turn, other, claimedAt, subject }) => {
      const dead = [undefined, other.turnId, 'nobody'][chosen.dead];
      const lock = { turnId: turn.turnId, attempt, claimedAt, mustBeLast: isYes };
      return ['lock', subject, { ...lock, ...(dead !== undefined && { dead }) }];
    },
    ({ turn, subject }) => ['unlock', subject, { turnId: turn.turnId, attempt }],
    (context) => ['putAnswer', context.subject, settled(context, isYes ? 'failed' : 'stopped', chosen.dead === 0)],
    (context) => ['putAnswer', context.subject, settled(context, 'complete', true)],
    (context) => ['countTurn', context.subject, settled(context, isYes ? 'complete' : 'stopped', true)],
  ];
}

const calls: fc.Arbitrary<Call> = fc
  .record({
    attempt: fc.integer({ min: 1, max: 2 }),
    lease: fc.integer({ min: 1, max: 3 }),
    text: fc.string(),
    isYes: fc.boolean(),
    dead: fc.integer({ min: 0, max: 2 }),
  })
  .chain((chosen) => fc.constantFrom(...callsOf(chosen)));
const sequences = fc.array(fc.record({ call: calls, isFirstTurn: fc.boolean(), isFresh: fc.boolean() }), {
  minLength: 12,
  maxLength: 40,
});

const HEAD_WRITES = ['lock', 'unlock', 'countTurn'];

describe('the operations of the turn engine', () => {
  it('do what the model of the protocol does, call for call, on two turns of a conversation', async () => {
    const operations = createTurnOperations({ turns, conversation });
    const heads = createConversationRepository(table);
    await fc.assert(
      fc.asyncProperty(sequences, async (sequence) => {
        const subject = newSubject();
        await heads.create(newHead(subject));
        const two = [1, 2].map((nth) => ({ key: { userId: 'u', turnId: randomUUID() }, claimedAt: placeOf(nth) }));
        const [first, second] = two as [(typeof two)[number], (typeof two)[number]];
        const world = emptyWorld();
        const remembered = new Map<string, TurnState<never>>();
        for (const { call, isFirstTurn, isFresh } of sequence) {
          const [{ key, claimedAt }, { key: other }] = isFirstTurn ? [first, second] : [second, first];
          const state = world.states[key.turnId] as TurnState<never> | undefined;
          const seen = isFresh ? state : (remembered.get(key.turnId) ?? state);
          if (seen !== undefined) {
            remembered.set(key.turnId, seen);
          }
          const [name, ...args] = call({ turn: key, other, claimedAt, subject, seen });
          const real =
            name === 'appendLog'
              ? await append(world, key, args[1] as number, args[2] as string)
              : await (operations as unknown as Record<string, (...all: unknown[]) => Promise<unknown>>)[name]?.(
                  ...args,
                );
          const modelled = perform(world, { name: name as never, args });
          expect([name, real]).toEqual([name, name === 'readHead' ? headOf(world) : modelled]);
          if (HEAD_WRITES.includes(name)) {
            expect([name, await operations.readHead(subject)]).toEqual([name, headOf(world)]);
          }
        }
        const snapshot = await heads.load(subject, { messageLimit: 4 });
        expect(snapshot.conversation?.messageCount).toBe(world.head.count);
        const answers = snapshot.messages.map((message) => [message.turnId, message.content, stateOf(message)]);
        const states = { complete: 'complete', stopped: 'stopped', failed: 'partial' };
        expect(answers).toEqual(
          two
            .map(({ key: { turnId } }) => ({ turnId, answer: world.answers[turnId] }))
            .filter(({ answer }) => answer !== undefined)
            .map(({ turnId, answer }) => [turnId, answer?.text, states[answer?.status as keyof typeof states]]),
        );
      }),
      { numRuns: 80 },
    );
  }, 180_000);
});

async function append(world: World, turn: TurnKey, attempt: number, text: string): Promise<void> {
  const firstSeq = (world.logs[`${turn.turnId}#${attempt}`] ?? []).length + 1;
  await turns.append(turn, attempt, { firstSeq, entries: [text] });
}

/** The model's head. Its place is the last counted turn's; a head's is never earlier than it was. */
function headOf({ head: { count: _count, ...head } }: World): SubjectHead {
  const places = [head.lastMessageAt ?? '', ...(head.endedTurnIds.length === 2 ? [placeOf(2)] : [])].sort();
  return { ...head, ...(head.lastMessageAt !== undefined && { lastMessageAt: places.at(-1) ?? '' }) };
}

function stateOf(message: object): unknown {
  return 'state' in message ? message.state : undefined;
}
