import { describe, expect, it } from '@jest/globals';
import { type Bounds, explore, type Process, type ProcessContext } from '../../test/explore.ts';
import { emptyWorld, type ModelResult, perform, type World } from '../../test/model-operations.ts';
import { isEnded } from '../turn-state.ts';
import { beginTurn } from './begin-turn.ts';
import { finishTurn } from './finish-turn.ts';
import { settleTurn } from './settle-turn.ts';
import { type Protocol, type Step, stepsOf } from './step.ts';
import { stopTurn } from './stop-turn.ts';

const LEASE_MS = 100;
const steps = stepsOf<string, ModelResult>();

/** What a request has read in the end: the text and the status that it was shown. */
interface Read {
  readonly turnId: string;
  readonly status: string;
  readonly text: string;
}

/**
 * A request to run a turn: what the runner does between beginning and finishing is one step, the log's, so that a crash
 * leaves text behind. A request that follows looks once; what has not ended by then it does not read.
 */
function request(name: string, turnId: string, fails: 'never' | 'first' = 'never'): Process {
  return {
    name,
    start: function* ({ now }: ProcessContext): Protocol<Read | string> {
      const turn = { userId: 'u', turnId, subject: 's', hash: turnId };
      const beginning = yield* beginTurn(steps, turn, { now, leaseMs: LEASE_MS, maxAttempts: 3 });
      if (beginning.kind === 'refuse' || beginning.kind === 'released') {
        return beginning.kind === 'refuse' ? beginning.code : beginning.kind;
      }
      if (beginning.kind === 'run') {
        const running = beginning.turn;
        const text = `${turnId} by attempt ${running.attempt}`;
        yield { name: 'putQuestion' as never, args: [turnId, running.claimedAt] };
        yield { name: 'appendLog' as never, args: [turnId, running.attempt, text] };
        const isFailing = fails === 'first' && running.attempt === 1;
        const end = yield* finishTurn(
          steps,
          running,
          isFailing
            ? { status: 'failed', failure: { code: 'MODEL_INTERRUPTED', partial: true }, lastSeq: 1, result: { text } }
            : { status: 'complete', lastSeq: 1, result: { text } },
        );
        if (end !== undefined) {
          return { turnId, status: isFailing ? 'failed' : 'complete', text };
        }
      }
      const state = yield* steps.readState({ userId: 'u', turnId });
      if (state === undefined || !isEnded(state)) {
        return 'still running';
      }
      yield* settleTurn(steps, { userId: 'u', turnId }, state);
      const result =
        state.textFrom === 'result' ? yield* steps.readResult({ userId: 'u', turnId }, state.attempt) : undefined;
      const text =
        result?.text ?? (yield* steps.readLogText({ userId: 'u', turnId }, state.attempt, state.lastSeq)).text;
      return { turnId, status: state.status, text };
    },
  };
}

const stop = (turnId: string): Process => ({
  name: `stop ${turnId}`,
  start: function* ({ now }) {
    return (yield* stopTurn(steps, { userId: 'u', turnId }, now))?.status ?? 'unknown';
  },
});

const WELL: readonly string[] = ['complete', 'stopped'];

/** What must hold at every state. */
function check(world: World): void {
  const counted = world.head.endedTurnIds;
  assert(new Set(counted).size === counted.length, 'a turn is counted twice');
  assert(world.head.count === counted.length * 2, 'the counter is not exact');
  for (const turnId of counted) {
    const status = world.states[turnId]?.status ?? 'absent';
    assert(WELL.includes(status), `a turn is counted that is ${status}`);
    assert(world.answers[turnId] !== undefined, 'a turn is counted before its answer is stored');
  }
  const running = Object.entries(world.states).filter(
    ([, state]) => state.status === 'running' && state.leaseUntil > world.now,
  );
  const locked = running.filter(
    ([turnId, state]) => world.head.active?.turnId === turnId && world.head.active.attempt === state.attempt,
  );
  assert(locked.length <= 1, 'two turns hold the lock');
}

/** What must hold once nothing can happen any more. */
function checkEnd(world: World, outputs: readonly unknown[]): void {
  for (const output of outputs) {
    if (typeof output !== 'object' || output === null) {
      continue;
    }
    const { turnId, status, text } = output as Read;
    const state = world.states[turnId];
    // A failure may have been run again since; an answer never changes.
    if (WELL.includes(status)) {
      assert(state?.status === status, `a reader saw ${status}, the turn is ${state?.status}`);
      if (state.claimedAt === undefined) {
        assert(text === '', 'a turn that never held the lock has text');
        continue;
      }
      assert(world.answers[turnId]?.text === text, 'a reader saw an answer that is not the stored one');
      assert(world.head.endedTurnIds.includes(turnId), 'a reader saw an answer of a turn that is not counted');
    }
  }
  for (const [turnId, state] of Object.entries(world.states)) {
    if (WELL.includes(state.status) && state.settled && state.claimedAt !== undefined) {
      assert(world.head.endedTurnIds.includes(turnId), 'a settled turn is not counted');
      assert(world.head.active?.turnId !== turnId, 'a settled turn holds the lock');
    }
  }
  // Whatever was left behind, the next message is answered once the leases are over.
  const after = structuredClone({ ...world, now: world.now + LEASE_MS + 1 });
  const probe = request('probe', 'probe').start({ now: () => after.now });
  let next = probe.next();
  while (!next.done) {
    const asked = next.value;
    next = probe.next(Array.isArray(asked) ? asked.map((step) => perform(after, step)) : perform(after, asked as Step));
  }
  assert((next.value as Read).status === 'complete', `the next message is not answered: ${JSON.stringify(next.value)}`);
  check(after);
  assert(after.head.active === undefined, 'the next message leaves the lock behind');
}

function assert(condition: boolean, message: string): asserts condition {
  if (!condition) {
    throw new Error(message);
  }
}

/** Leases that are over for good once the clock has moved. */
const expiryMs = LEASE_MS + 1;
/** `DEEP=1` explores what takes minutes; without it the same processes meet fewer crashes and expiries. */
const isDeep = process.env.DEEP === '1';

const ONCE: Bounds = { maxCrashes: 1, maxExpiries: 1, expiryMs };
const TWICE: Bounds = { maxCrashes: 1, maxExpiries: isDeep ? 2 : 1, expiryMs };
const RARELY: Bounds = { maxCrashes: 0, maxExpiries: isDeep ? 1 : 0, expiryMs };
const NEVER: Bounds = { maxCrashes: 0, maxExpiries: 0, expiryMs };

const one = request('a', 'one');
const again = request('b', 'one');
const other = request('c', 'two');
const failing = [request('a', 'one', 'first'), request('b', 'one', 'first')];

describe('the protocol, explored exhaustively', () => {
  it.each<[string, readonly Process[], Bounds]>([
    ['one request', [one], { ...ONCE, maxExpiries: 2 }],
    ['two requests of one turn', [one, again], TWICE],
    ['two requests of two turns', [one, other], TWICE],
    ['a request and a stop', [one, stop('one')], TWICE],
    ['a failure and its retry', failing, TWICE],
    ['a failure, its retry and another turn', [...failing, other], NEVER],
    ['two requests of a turn and its stop', [one, again, stop('one')], RARELY],
    ['two requests of a turn and another turn', [one, again, other], NEVER],
  ])(
    'keeps one answer a turn, exact counters and a free lock: %s',
    (_case, processes, bounds) => {
      const { states, ends } = explore(processes, emptyWorld(), bounds, { check, checkEnd });
      expect(ends).toBeGreaterThan(0);
      expect(states).toBeGreaterThan(ends);
    },
    isDeep ? 3_600_000 : 60_000,
  );
});
