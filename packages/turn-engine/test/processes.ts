import type { ErrorCode } from '@coach-stream/streaming-core/contract';
import { beginTurn } from '../src/protocol/begin-turn.ts';
import { finishTurn, type RunningTurn, type TurnOutcome } from '../src/protocol/finish-turn.ts';
import { settleTurn } from '../src/protocol/settle-turn.ts';
import { type Protocol, stepsOf } from '../src/protocol/step.ts';
import { stopTurn } from '../src/protocol/stop-turn.ts';
import type { TurnKey, TurnState } from '../src/turn-state.ts';
import type { ModelResult, World } from './model-operations.ts';

/** How long a lease lasts in the explored system, in milliseconds. */
export const LEASE_MS = 100;
/** How often a turn may run. */
export const MAX_ATTEMPTS = 3;

const steps = stepsOf<string, ModelResult>();
/** The same for a user who has reached a limit. */
const limitedSteps = new Proxy(steps, {
  get: (_steps, name) => Reflect.get(steps, name === 'admit' ? 'refuse' : name),
});

/** What a request is like. */
export interface RequestKind {
  readonly turnId: string;
  /** Whether the turn's first attempt fails with a retryable error. */
  readonly isFailingFirst?: boolean;
  /** Whether what it reads beside the claim refuses it, as a quota does. */
  readonly isRefused?: boolean;
  /** What a quota says to it. Default: there is none. */
  readonly quota?: 'admits' | 'refuses';
}

/** What a process has come to: a turn that was read to its end, what a stop was answered, or what a request was told. */
export type Outcome =
  | ReadTurn
  | { readonly stopOf: string; readonly status: TurnState<string>['status'] | 'unknown' }
  | { readonly told: ErrorCode | 'released' | 'limited' | 'run again' };

/** What a reader has of a turn. */
export interface ReadTurn {
  readonly turnId: string;
  readonly attempt: number;
  readonly status: TurnState<string>['status'];
  readonly text: string;
}

/**
 * A request to run a turn, and the connection's reader: it runs the turn, or waits for its end and reads that. What a
 * runner does between beginning and finishing is four steps: the question, the log (one event, so that a crash leaves
 * text behind), a renewal of the lease that also tells of a stop, and the end.
 *
 * @param now the time when the process took its last step
 */
export function* requestTurn(kind: RequestKind, now: () => number): Protocol<Outcome> {
  const { turnId, isRefused = false, quota } = kind;
  const hasQuota = quota !== undefined;
  const request = { userId: 'u', turnId, subject: 's', hash: turnId };
  const settings = { now, leaseMs: LEASE_MS, maxAttempts: MAX_ATTEMPTS, isRefused: () => isRefused, hasQuota };
  const beginning = yield* beginTurn(quota === 'refuses' ? limitedSteps : steps, request, settings);
  if (beginning.kind === 'refuse') {
    return { told: beginning.code };
  }
  if (beginning.kind === 'released' || beginning.kind === 'limited') {
    return { told: beginning.kind };
  }
  if (beginning.kind === 'run') {
    const { turn } = beginning;
    const end = yield* runTurn(turn, kind.isFailingFirst === true && turn.attempt === 1, now);
    if (hasQuota) {
      // At once with the end, or as late as here.
      yield { name: 'settle' as never, args: [{ turnId, attempt: turn.attempt }] };
    }
    if (end !== undefined) {
      return end;
    }
  }
  return yield* readTurn({ userId: 'u', turnId });
}

/** Runs a turn to its end. @returns `undefined` where it is no longer this runner's */
function* runTurn(turn: RunningTurn<string>, isFailing: boolean, now: () => number): Protocol<ReadTurn | undefined> {
  const { turnId, attempt, claimedAt } = turn;
  const text = `${turnId} by attempt ${attempt}`;
  yield { name: 'putQuestion' as never, args: [turnId, claimedAt, attempt] };
  yield { name: 'appendLog' as never, args: [turnId, attempt, text] };
  const renewed = yield* steps.renew(turn, attempt, { leaseUntil: now() + LEASE_MS, claimedAt });
  if (renewed === undefined) {
    return undefined;
  }
  const status = renewed.stopRequested ? 'stopped' : isFailing ? 'failed' : 'complete';
  const outcome: TurnOutcome<ModelResult> = {
    status,
    lastSeq: 1,
    result: { text },
    ...(status === 'failed' && { failure: { code: 'MODEL_INTERRUPTED', partial: true } }),
  };
  const end = yield* finishTurn(steps, turn, outcome);
  return end === undefined ? undefined : { turnId, attempt, status, text };
}

/** Waits for a turn's end, settles it where that is still to be done, and reads what is stored of it. */
function* readTurn(key: TurnKey): Protocol<Outcome> {
  const state = (yield { name: 'awaitEnd' as never, args: [key] }) as TurnState<string>;
  if (state.status === 'released') {
    return { told: 'released' };
  }
  yield* settleTurn(steps, key, state);
  const { status, attempt, claimedAt } = state;
  if (claimedAt === undefined) {
    return { turnId: key.turnId, attempt, status, text: '' };
  }
  const answer = (yield { name: 'readAnswer' as never, args: [key.turnId] }) as World['answers'][string] | undefined;
  if (answer !== undefined && answer.attempt > attempt) {
    return { told: 'run again' };
  }
  return { turnId: key.turnId, status, attempt, text: answer?.text ?? '' };
}

/** A request to stop a turn. */
export function* requestStop(turnId: string, now: () => number): Protocol<Outcome> {
  const state = yield* stopTurn(steps, { userId: 'u', turnId }, now);
  return { stopOf: turnId, status: state?.status ?? 'unknown' };
}
