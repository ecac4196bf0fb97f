import { ERRORS, type ErrorCode } from '@coach-stream/streaming-core/contract';
import type { QuotaRefusal } from '../quota.ts';
import { isEnded, isOwned, isToStop, type SubjectHead, type TurnKey, type TurnState } from '../turn-state.ts';
import { endDeadTurn } from './end-dead-turn.ts';
import type { RunningTurn } from './finish-turn.ts';
import { settleTurn, type TurnResult } from './settle-turn.ts';
import { type Protocol, type ProtocolOperations, type StepsOf, together } from './step.ts';

/** A request to run a turn. */
export interface TurnRequest<Subject> extends TurnKey {
  readonly subject: Subject;
  readonly hash: string;
}

/** What a request to run a turn comes to. */
export type TurnBeginning<Subject> =
  | { readonly kind: 'run'; readonly turn: RunningTurn<Subject>; readonly leaseUntil: number }
  /** Another process runs it, or it has ended: read it. */
  | { readonly kind: 'follow'; readonly state: TurnState<Subject> }
  /** What was read beside the claim refuses the request; a claim that it made has been given back. */
  | { readonly kind: 'released' }
  /** The user may not run it now; the claim has been given back. */
  | { readonly kind: 'limited'; readonly refusal: QuotaRefusal }
  | { readonly kind: 'refuse'; readonly code: Extract<ErrorCode, `TURN_${string}` | 'CONVERSATION_BUSY'> };

/** What a request does with its turn: it reads one that is there, or runs it. */
export type TurnUse = 'read' | 'run';

export interface BeginSettings {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly leaseMs: number;
  /** Most attempts that may run; claims given back before they ran do not count. */
  readonly maxAttempts: number;
  /**
   * Whether the subject does not exist for the user or, where the turn is to be run, something that the run needs is
   * missing: what is read beside the claim tells.
   */
  readonly isRefused?: (use: TurnUse) => boolean;
  /** Whether a quota has to admit the turn before it takes its lock. */
  readonly hasQuota?: boolean;
}

/** How often a request looks again at what changed under it before it says that the subject is busy. */
const MAX_LOOKS = 4;

/**
 * Decides what a request to run a turn comes to, in two trips where nothing is in the way: the claim beside the head's
 * read, then the lock. A quota is asked between them, which makes three.
 */
export function* beginTurn<Subject, Result extends TurnResult>(
  steps: StepsOf<ProtocolOperations<Subject, Result>>,
  request: TurnRequest<Subject>,
  settings: BeginSettings,
): Protocol<TurnBeginning<Subject>> {
  const key: TurnKey = { userId: request.userId, turnId: request.turnId };
  let leaseUntil = settings.now() + settings.leaseMs;
  const claim = { hash: request.hash, subject: request.subject, leaseUntil };
  let [present, head] = yield* together(steps.claim(key, claim), steps.readHead(request.subject));

  let attempt = 1;
  let before: TurnState<Subject> | undefined;
  for (let looks = 0; present !== undefined; looks += 1) {
    const state: TurnState<Subject> = present;
    if (settings.isRefused?.('read') === true) {
      return { kind: 'released' };
    }
    if (state.hash !== request.hash) {
      return { kind: 'refuse', code: 'TURN_MISMATCH' };
    }
    if (isOwned(state, settings.now())) {
      return { kind: 'follow', state };
    }
    const isExhausted = state.attempt - state.releases >= settings.maxAttempts;
    if (isToStop(state) || (state.status === 'running' && isExhausted)) {
      const ended = yield* endDeadTurn(steps, key, state);
      return { kind: 'follow', state: ended ?? state };
    }
    if (isEnded(state)) {
      yield* settleTurn(steps, key, state);
      if (!isRetryable(state) || isExhausted) {
        return { kind: 'follow', state };
      }
      if (state.claimedAt !== undefined && head.lastTurnId !== request.turnId) {
        return { kind: 'refuse', code: 'TURN_SUPERSEDED' };
      }
    }
    leaseUntil = settings.now() + settings.leaseMs;
    // The head is read again: the one read beside the claim may be older than the lock of the attempt that is over now,
    // and this one must keep that attempt's place.
    const [isAdvanced, current] = yield* together(
      steps.advance(key, state, leaseUntil),
      steps.readHead(request.subject),
    );
    if (isAdvanced) {
      head = current;
      before = state;
      attempt = state.attempt + 1;
      break;
    }
    if (looks === MAX_LOOKS) {
      return { kind: 'refuse', code: 'CONVERSATION_BUSY' };
    }
    // Claimed again, and not only read: it may have expired, or been deleted, meanwhile.
    leaseUntil = settings.now() + settings.leaseMs;
    [present, head] = yield* together(steps.claim(key, { ...claim, leaseUntil }), steps.readHead(request.subject));
  }

  if (settings.isRefused?.('run') === true) {
    yield* giveBack(steps, key, attempt, before);
    return { kind: 'released' };
  }
  const hasQuota = settings.hasQuota === true;
  let refusal: QuotaRefusal | undefined;
  let claimedAt: string | undefined;
  try {
    if (hasQuota) {
      refusal = yield* steps.admit({ ...key, attempt }, leaseUntil);
    }
    if (refusal === undefined) {
      claimedAt = yield* takeLock(steps, request, { attempt, before, head, now: settings.now });
    }
  } catch (error) {
    // So that the next try need not wait for the lease of one that never ran.
    yield* giveBack(steps, key, attempt, before);
    yield* withdraw(steps, key, attempt, hasQuota);
    throw error;
  }
  if (refusal !== undefined) {
    yield* giveBack(steps, key, attempt, before);
    return { kind: 'limited', refusal };
  }
  if (claimedAt !== undefined && settings.now() >= leaseUntil) {
    // This request was so slow that others may have taken the turn over, or ended it: it reads what they made of it.
    yield* withdraw(steps, key, attempt, hasQuota);
    const state = yield* steps.readState(key);
    return state === undefined ? { kind: 'released' } : { kind: 'follow', state };
  }
  if (claimedAt !== undefined) {
    return { kind: 'run', turn: { ...key, subject: request.subject, attempt, claimedAt }, leaseUntil };
  }
  if (before?.claimedAt !== undefined) {
    yield* failAgain(steps, key, attempt, before);
    yield* withdraw(steps, key, attempt, hasQuota);
    return { kind: 'refuse', code: 'TURN_SUPERSEDED' };
  }
  yield* steps.release(key, attempt);
  yield* withdraw(steps, key, attempt, hasQuota);
  return { kind: 'refuse', code: 'CONVERSATION_BUSY' };
}

/** Gives back what was reserved for an attempt that does not run. Its lease ends it where that is lost. */
function* withdraw<Subject, Result extends TurnResult>(
  steps: StepsOf<ProtocolOperations<Subject, Result>>,
  key: TurnKey,
  attempt: number,
  hasQuota: boolean,
): Protocol<void> {
  if (hasQuota) {
    yield* steps.withdraw({ ...key, attempt });
  }
}

/** Gives an attempt back that has not run. */
function* giveBack<Subject, Result extends TurnResult>(
  steps: StepsOf<ProtocolOperations<Subject, Result>>,
  key: TurnKey,
  attempt: number,
  before: TurnState<Subject> | undefined,
): Protocol<void> {
  if (before?.status === 'failed' && before.claimedAt !== undefined) {
    yield* failAgain(steps, key, attempt, before);
  } else {
    yield* steps.release(key, attempt);
  }
}

/**
 * Ends an attempt that has not run, of a turn that has its place in the subject: it is the failure again that it was,
 * which has been settled, or one that was to run again when its runner was gone.
 */
function* failAgain<Subject, Result extends TurnResult>(
  steps: StepsOf<ProtocolOperations<Subject, Result>>,
  key: TurnKey,
  attempt: number,
  { claimedAt = '', failure = { code: 'TURN_INTERRUPTED', partial: true } }: TurnState<Subject>,
): Protocol<void> {
  const end = { status: 'failed', claimedAt, failure, lastSeq: 0, textFrom: 'message', hasNotRun: true } as const;
  if ((yield* steps.commit(key, attempt, end)) !== undefined) {
    yield* steps.markSettled(key, attempt);
  }
}

/** Takes the subject's lock, ending and settling a dead holder first. @returns the turn's place, or `undefined` where the subject is busy */
function* takeLock<Subject, Result extends TurnResult>(
  steps: StepsOf<ProtocolOperations<Subject, Result>>,
  request: TurnRequest<Subject>,
  options: {
    attempt: number;
    before: TurnState<Subject> | undefined;
    head: SubjectHead;
    now: () => number;
  },
): Protocol<string | undefined> {
  const { turnId, userId, subject } = request;
  const { attempt, before } = options;
  // A turn that has its place may take the lock only while no other message has come after it.
  const mustBeLast = before?.claimedAt !== undefined;
  let { head } = options;
  for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
    const { active, lastMessageAt } = head;
    const isMine = active?.turnId === turnId;
    const place = before?.claimedAt ?? (isMine ? active.claimedAt : undefined);
    if (active !== undefined && !isMine) {
      const holder: TurnKey = { userId, turnId: active.turnId };
      const state = yield* steps.readState(holder);
      if (state !== undefined && isOwned(state, options.now())) {
        return undefined;
      }
      if (state !== undefined && !isEnded(state)) {
        // Also one that was given back: an earlier attempt may have run, and has its place in the lock alone.
        const ended = yield* endDeadTurn(steps, holder, state);
        if (ended !== undefined && !isEnded(ended)) {
          return undefined;
        }
      } else {
        if (state !== undefined) {
          yield* settleTurn(steps, holder, state);
        }
        // A lock that the turn's end has not removed, such as one that came too late; never that of a later attempt.
        yield* steps.unlock(subject, active);
      }
    }
    const claimedAt = place ?? new Date(Math.max(options.now(), nextPlace(lastMessageAt))).toISOString();
    if (yield* steps.lock(subject, { turnId, attempt, claimedAt, mustBeLast })) {
      return claimedAt;
    }
    head = yield* steps.readHead(subject);
    if (mustBeLast && head.lastTurnId !== turnId) {
      return undefined;
    }
  }
  return undefined;
}

/** One millisecond after the last message, so that places stay in order where clocks do not. */
function nextPlace(lastMessageAt: string | undefined): number {
  return lastMessageAt === undefined ? 0 : Date.parse(lastMessageAt) + 1;
}

function isRetryable({ status, failure }: TurnState<unknown>): boolean {
  return status === 'failed' && failure !== undefined && ERRORS[failure.code].retryable;
}
