import type { SettledTurn, TurnEnd } from '../src/operations.ts';
import type { Step } from '../src/protocol/step.ts';
import type { TurnAttemptKey } from '../src/quota.ts';
import type { SubjectHead, TurnKey, TurnState } from '../src/turn-state.ts';

/** A result of the model's turns. */
export interface ModelResult {
  readonly text: string;
}

type State = TurnState<string>;

/** Everything that is stored, as plain data that can be copied and compared. */
export interface World {
  now: number;
  states: Record<string, State>;
  results: Record<string, ModelResult>;
  logs: Record<string, string[]>;
  head: SubjectHead & { count: number };
  /** Messages by turn and side. */
  questions: Record<string, string>;
  answers: Record<string, { attempt: number; text: string; status: string }>;
  /** The attempts that have begun to run, by turn: what no table holds, and what tests look at. */
  runs: Record<string, readonly number[]>;
  /** Which attempt of a turn has a share reserved, by turn, under a quota that refuses nobody by itself. */
  reserved: Record<string, number>;
  /** How often the use of an attempt has been counted, by turn and attempt. */
  used: Record<string, number>;
}

/** A world in which nothing has happened. */
export function emptyWorld(): World {
  return {
    now: 1_000,
    states: {},
    results: {},
    logs: {},
    head: { endedTurnIds: [], count: 0 },
    questions: {},
    answers: {},
    runs: {},
    reserved: {},
    used: {},
  };
}

const same = (a: State, b: State) =>
  a.status === b.status &&
  a.attempt === b.attempt &&
  a.leaseUntil === b.leaseUntil &&
  a.stopRequested === b.stopRequested;
const isMine = (state: State | undefined, attempt: number): state is State =>
  state?.status === 'running' && state.attempt === attempt;

/**
 * The operations over a world, each on one item and atomic: what DynamoDB's conditional writes do, without DynamoDB.
 * They change the world they are given.
 */
const operations = {
  claim(world: World, { turnId }: TurnKey, claim: { hash: string; subject: string; leaseUntil: number }) {
    const present = world.states[turnId];
    if (present !== undefined) {
      return present;
    }
    world.states[turnId] = {
      ...claim,
      status: 'running',
      attempt: 1,
      releases: 0,
      stopRequested: false,
      settled: false,
    };
    return undefined;
  },
  readState: (world: World, { turnId }: TurnKey) => world.states[turnId],
  advance(world: World, { turnId }: TurnKey, seen: State, leaseUntil: number) {
    const state = world.states[turnId];
    if (state === undefined || !same(state, seen)) {
      return false;
    }
    const { failure: _failure, lastSeq: _seq, textFrom: _from, ...kept } = state;
    const releases = state.releases + (state.status === 'released' ? 1 : 0);
    const attempt = state.attempt + 1;
    world.states[turnId] = {
      ...kept,
      releases,
      attempt,
      status: 'running',
      leaseUntil,
      stopRequested: false,
      settled: false,
    };
    return true;
  },
  release(world: World, { turnId }: TurnKey, attempt: number) {
    const state = world.states[turnId];
    if (isMine(state, attempt)) {
      world.states[turnId] = { ...state, status: 'released' };
    }
  },
  renew(world: World, { turnId }: TurnKey, attempt: number, lease: { leaseUntil: number; claimedAt: string }) {
    const state = world.states[turnId];
    if (!isMine(state, attempt)) {
      return undefined;
    }
    world.states[turnId] = { ...state, ...lease };
    return { stopRequested: state.stopRequested };
  },
  requestStop(world: World, { turnId }: TurnKey) {
    const state = world.states[turnId];
    if (state?.status === 'running') {
      world.states[turnId] = { ...state, stopRequested: true };
    }
    return world.states[turnId];
  },
  commit(
    world: World,
    { turnId }: TurnKey,
    attempt: number,
    { hasNotRun, ...end }: TurnEnd & { claimedAt: string; hasNotRun?: true },
  ) {
    const state = world.states[turnId];
    if (!isMine(state, attempt)) {
      return undefined;
    }
    world.states[turnId] = { ...state, ...end, releases: state.releases + (hasNotRun ? 1 : 0) };
    return world.states[turnId];
  },
  endDead(world: World, { turnId }: TurnKey, seen: State, end: TurnEnd & { claimedAt?: string }) {
    const state = world.states[turnId];
    if (state === undefined || !same(state, seen)) {
      return false;
    }
    world.states[turnId] = { ...state, ...end };
    return true;
  },
  markSettled(world: World, { turnId }: TurnKey, attempt: number) {
    const state = world.states[turnId];
    if (state !== undefined && state.attempt === attempt && state.status !== 'running') {
      world.states[turnId] = { ...state, settled: true };
    }
  },
  putResult(world: World, { turnId }: TurnKey, attempt: number, result: ModelResult) {
    world.results[`${turnId}#${attempt}`] = result;
  },
  readResult: (world: World, { turnId }: TurnKey, attempt: number) => world.results[`${turnId}#${attempt}`],
  readLoggedAnswer(world: World, { turnId }: TurnKey, attempt: number, upToSeq?: number) {
    const log = (world.logs[`${turnId}#${attempt}`] ?? []).slice(0, upToSeq);
    return { text: log.join(''), lastSeq: log.length };
  },
  readHead: (world: World) => world.head,
  lock(
    world: World,
    _subject: string,
    lock: { turnId: string; attempt: number; claimedAt: string; dead?: string; mustBeLast: boolean },
  ) {
    const { active, lastTurnId } = world.head;
    const isFree =
      active === undefined ||
      (active.turnId === lock.turnId && active.attempt <= lock.attempt) ||
      (lock.dead !== undefined && active.turnId === lock.dead);
    const isEnded = world.head.endedTurnIds.includes(lock.turnId);
    if (!isFree || isEnded || (lock.mustBeLast && lastTurnId !== lock.turnId)) {
      return false;
    }
    const { turnId, attempt, claimedAt } = lock;
    world.head = { ...world.head, active: { turnId, attempt, claimedAt }, lastTurnId: turnId };
    return true;
  },
  unlock(world: World, _subject: string, lock: { turnId: string; attempt: number }) {
    const { active, ...head } = world.head;
    if (active?.turnId === lock.turnId && active.attempt <= lock.attempt) {
      world.head = head;
    }
  },
  putAnswer(world: World, _subject: string, { turnId, attempt, text, status }: SettledTurn<ModelResult>) {
    const present = world.answers[turnId];
    if (present === undefined || present.attempt <= attempt) {
      world.answers[turnId] = { attempt, text, status };
    }
  },
  countTurn(world: World, _subject: string, turn: SettledTurn<ModelResult>) {
    const { active, ...head } = world.head;
    if (head.endedTurnIds.includes(turn.turnId)) {
      return;
    }
    world.head = {
      ...head,
      ...(active !== undefined && active.turnId !== turn.turnId && { active }),
      count: head.count + 2,
      endedTurnIds: [...head.endedTurnIds, turn.turnId],
      lastMessageAt: [head.lastMessageAt ?? '', turn.claimedAt].sort().at(-1) ?? '',
    };
  },
};

/** What runners write between beginning and finishing, and what readers read: of the protocol's world, not its operations. */
const runnerOperations = {
  /** @param attempt notes that this attempt runs */
  putQuestion(world: World, turnId: string, claimedAt: string, attempt?: number) {
    const place = world.questions[turnId];
    if (place !== undefined && place !== claimedAt) {
      throw new Error(`the question of ${turnId} is stored at ${place} and at ${claimedAt}`);
    }
    world.questions[turnId] = claimedAt;
    if (attempt !== undefined) {
      world.runs[turnId] = [...(world.runs[turnId] ?? []), attempt];
    }
  },
  appendLog(world: World, turnId: string, attempt: number, text: string) {
    const key = `${turnId}#${attempt}`;
    world.logs[key] = [...(world.logs[key] ?? []), text];
  },
  readAnswer: (world: World, turnId: string) => world.answers[turnId],
  /** What a reader sees that has waited until the turn ended. */
  awaitEnd: (world: World, { turnId }: TurnKey) => world.states[turnId],
};

/** What a quota does. */
const quotaOperations = {
  /** An attempt that somebody has taken over changes nothing. */
  admit(world: World, { turnId, attempt }: TurnAttemptKey) {
    world.reserved[turnId] = Math.max(attempt, world.reserved[turnId] ?? 0);
    return undefined;
  },
  /** What stands in for `admit` where the user has reached a limit. */
  refuse: (_world: World, _turn: TurnAttemptKey) => ({ code: 'RATE_LIMITED', retryAfterSeconds: 1 }),
  withdraw(world: World, { turnId, attempt }: TurnAttemptKey) {
    if (world.reserved[turnId] === attempt) {
      delete world.reserved[turnId];
    }
  },
  settle(world: World, { turnId, attempt }: TurnAttemptKey) {
    if (world.reserved[turnId] === attempt) {
      delete world.reserved[turnId];
      const key = `${turnId}#${attempt}`;
      world.used[key] = (world.used[key] ?? 0) + 1;
    }
  },
};

const allOperations: Readonly<Record<string, unknown>> = {
  ...operations,
  ...runnerOperations,
  ...quotaOperations,
};

/** Carries one step out in a world, which it changes. */
export function perform(world: World, { name, args }: Step): unknown {
  const operation = allOperations[name] as (world: World, ...args: readonly unknown[]) => unknown;
  return operation(world, ...args);
}

/** A world of its own: operations replace what they change and never change it in place, so that this is enough. */
export function copyOf(world: World): World {
  const { answers, logs, questions, reserved, results, runs, states, used } = world;
  return {
    ...world,
    states: { ...states },
    results: { ...results },
    logs: { ...logs },
    questions: { ...questions },
    answers: { ...answers },
    runs: { ...runs },
    reserved: { ...reserved },
    used: { ...used },
  };
}
