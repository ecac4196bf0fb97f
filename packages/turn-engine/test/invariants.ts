import type { Protocol, Step } from '../src/protocol/step.ts';
import { isEnded, isToStop } from '../src/turn-state.ts';
import type { Checks } from './exploration/explore.ts';
import type { Perform } from './exploration/stored-items.ts';
import { copyOf, type World } from './model-operations.ts';
import { MAX_ATTEMPTS, type Outcome, type ReadTurn } from './processes.ts';

type State = World['states'][string];

/** What the invariants need of the explored system. */
export interface InvariantOptions {
  readonly perform: Perform;
  readonly timeOf: (epoch: number) => number;
  /** When all leases are over, in milliseconds. */
  readonly afterMs: number;
  /** Whether a quota admits what runs. */
  readonly hasQuota: boolean;
  /** A request for a turn `probe` that nobody else asks for. */
  readonly probe: (now: () => number) => Protocol<unknown>;
}

const isWell = (status: string): boolean => status === 'complete' || status === 'stopped';

/** What must hold of turns, whatever happens. */
export function invariants(options: InvariantOptions): Checks {
  return {
    change: ({ states: before }, { states: after }) => {
      for (const [turnId, state] of Object.entries(after ?? {})) {
        checkStateChange(turnId, before?.[turnId], state);
      }
      for (const turnId of Object.keys(before ?? {})) {
        assert(after?.[turnId] !== undefined, `the state of ${turnId} is gone`);
      }
    },
    world: (world, epoch) => {
      checkHead(world);
      for (const [turnId, state] of Object.entries(world.states)) {
        checkTurn(world, turnId, state, options.timeOf(epoch));
        if (options.hasQuota) {
          checkReservation(world, turnId, state);
        }
      }
    },
    left: (world) => checkNextMessage(world, options),
    outcome: (outcome, world) => checkOutcome(outcome as Outcome, world),
    end: (world, { epoch, faults, isWaiting }) => {
      // Once leases have expired, what was slow may have been left to the next request: see `checkNextMessage`.
      if (epoch === 0) {
        assert(!isWaiting, 'a reader waits for an end that does not come');
        const running = Object.values(world.states).filter(({ status }) => status === 'running');
        assert(running.length === 0, 'a turn is left running');
        // Whoever is told that locking has failed gives the turn back, not a lock that it may hold; it is dead then.
        assert(world.head.active === undefined || faults > 0, 'the lock is left behind');
        assert(Object.keys(world.reserved).length === 0 || faults > 0, 'a reservation is left behind');
      }
    },
  };
}

/** An answer is final, and attempts are limited. */
function checkStateChange(turnId: string, before: State | undefined, after: State): void {
  const { attempt, releases, status, settled } = after;
  assert(attempt - releases <= MAX_ATTEMPTS, `${turnId} is attempted too often`);
  const isRunAgain = before !== undefined && attempt > before.attempt;
  assert(!isRunAgain || !isToStop(before), `${turnId} was to be stopped and runs again`);
  const isEndedByOthers = status === 'failed' && after.textFrom === 'log';
  assert(!isEndedByOthers || !before || !isToStop(before), `${turnId} was to be stopped and has failed`);
  if (before !== undefined && isWell(before.status)) {
    const isSame = status === before.status && attempt === before.attempt && after.claimedAt === before.claimedAt;
    assert(isSame && (settled || !before.settled), `${turnId} was ${before.status} and is ${status}`);
  }
}

/** Counters are exact, and only what is answered is counted, once. */
function checkHead({ answers, head, states }: World): void {
  const { active, count, endedTurnIds } = head;
  assert(new Set(endedTurnIds).size === endedTurnIds.length, 'a turn is counted twice');
  assert(count === endedTurnIds.length * 2, 'the counter is not exact');
  for (const turnId of endedTurnIds) {
    const state = states[turnId];
    assert(state !== undefined && isWell(state.status), `${turnId} is counted and ${state?.status ?? 'absent'}`);
    assert(answers[turnId] !== undefined, `${turnId} is counted before its answer is stored`);
    assert(active?.turnId !== turnId, `${turnId} is counted and holds the lock`);
  }
}

/** What belongs to a turn fits together. */
function checkTurn(world: World, turnId: string, state: State, now: number): void {
  const { answers, head, questions } = world;
  const answer = answers[turnId];
  const { attempt, claimedAt, settled, status } = state;
  const runs = world.runs[turnId] ?? [];
  assert(new Set(runs).size === runs.length, `an attempt of ${turnId} runs twice`);
  assert(runs.length <= MAX_ATTEMPTS, `${turnId} runs too often`);
  if (status === 'running' && state.leaseUntil > now && runs.includes(attempt)) {
    const isHeld = head.active?.turnId === turnId && head.active.attempt === attempt;
    assert(isHeld, `${turnId} is running without the lock`);
    const later = Object.values(questions).filter((place) => place > (questions[turnId] ?? ''));
    assert(runs.length === 1 || later.length === 0, `${turnId} runs again after a later message`);
  }
  const place = questions[turnId];
  assert(place === undefined || claimedAt === undefined || place === claimedAt, `${turnId} has two places`);
  if (head.endedTurnIds.includes(turnId)) {
    const isStored = answer?.status === status && answer.attempt === attempt && answer.text === textOf(world, turnId);
    assert(isStored, `the stored answer of ${turnId} is not the committed one`);
  }
  if (settled && claimedAt !== undefined && isWell(status)) {
    assert(head.endedTurnIds.includes(turnId), `${turnId} is settled and not counted`);
  }
  if (settled && claimedAt !== undefined && status === 'failed' && state.textFrom !== 'message') {
    const isStored = (answer?.text ?? '') === textOf(world, turnId);
    assert(isStored, `the partial answer of ${turnId} is not what was made`);
  }
}

/** Nothing runs that is not reserved, and what was used is counted once. */
function checkReservation({ reserved, runs, used }: World, turnId: string, { attempt, status }: State): void {
  const isRunning = status === 'running' && runs[turnId]?.includes(attempt);
  assert(!isRunning || reserved[turnId] === attempt, `${turnId} runs without its reservation`);
  assert((reserved[turnId] ?? 0) <= attempt, `something is reserved for an attempt of ${turnId} that is not there`);
  assert(
    Object.values(used).every((times) => times === 1),
    `an attempt of ${turnId} is counted twice`,
  );
}

/** The text of an ended turn, as its state says. */
function textOf({ answers, logs, results, states }: World, turnId: string): string {
  const state = states[turnId];
  const made = `${turnId}#${state?.attempt}`;
  switch (state?.claimedAt === undefined ? undefined : state.textFrom) {
    case 'result':
      return results[made]?.text ?? '';
    case 'log':
      return (logs[made] ?? []).slice(0, state?.lastSeq).join('');
    case 'message':
      return answers[turnId]?.text ?? '';
    default:
      return '';
  }
}

/** Nobody reads an answer that is not the committed one; what was said to be an end stays so. */
function checkOutcome(outcome: Outcome, world: World): void {
  if ('told' in outcome) {
    return;
  }
  if ('stopOf' in outcome) {
    const { status, stopOf } = outcome;
    const now = world.states[stopOf]?.status;
    assert(!isWell(status) || status === now, `a stop was told that ${stopOf} is ${status}, and it is ${now}`);
    return;
  }
  const { turnId, attempt, status, text }: ReadTurn = outcome;
  const state = world.states[turnId];
  assert(state !== undefined, `a reader saw the end of ${turnId}, which is absent`);
  // A failure may have been run again since; an answer never changes.
  if (isWell(status)) {
    assert(
      state.status === status && state.attempt === attempt,
      `a reader saw ${status}, ${turnId} is ${state.status}`,
    );
  }
  if (state.attempt === attempt && isEnded(state)) {
    assert(text === textOf(world, turnId), `a reader saw a text of ${turnId} that is not the stored one`);
    const isCounted = world.head.endedTurnIds.includes(turnId) || state.claimedAt === undefined;
    assert(!isWell(status) || isCounted, `a reader saw an answer of ${turnId} before it was counted`);
  }
}

/** Whatever was left behind, the next message is answered once the leases are over. */
function checkNextMessage(left: World, { afterMs, perform, probe }: InvariantOptions): void {
  const world = copyOf(left);
  const protocol = probe(() => afterMs);
  let next = protocol.next();
  while (!next.done) {
    const asked = next.value;
    next = protocol.next(
      Array.isArray(asked) ? asked.map((step) => perform(world, step)) : perform(world, asked as Step),
    );
  }
  const outcome = next.value as Outcome;
  const isAnswered = 'status' in outcome && outcome.status === 'complete';
  assert(isAnswered, `the next message is not answered: ${JSON.stringify(outcome)}`);
  checkHead(world);
  assert(world.head.active === undefined, 'the next message leaves the lock behind');
}

function assert(condition: boolean, message: string): asserts condition {
  if (!condition) {
    throw new Error(message);
  }
}
