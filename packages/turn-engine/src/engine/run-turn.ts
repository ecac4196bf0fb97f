import { toStreamError } from '@coach-stream/streaming-core';
import type { TurnOperations } from '../operations.ts';
import { finishTurn, type RunningTurn, type TurnOutcome } from '../protocol/finish-turn.ts';
import { settleTurn, type TurnResult } from '../protocol/settle-turn.ts';
import { carryOut, type Protocol, type StepsOf, stepsOf } from '../protocol/step.ts';
import { appendText, toEntry } from '../turn-log.ts';
import { isEnded, type TurnState } from '../turn-state.ts';
import type { AnswerRun } from './answer-run.ts';
import { guardRun, type RunGuard } from './guard-run.ts';
import { createLogWriter } from './log-writer.ts';
import type { TurnEnginePorts } from './ports.ts';
import { createRunFeed, type RunFeed } from './run-feed.ts';
import { sleep } from './sleep.ts';

/** A turn that this process runs. */
export interface Run<Subject> {
  readonly feed: RunFeed;
  /** Resolves when nothing of the run goes on: to the ended turn's state, or to `undefined` where the run was lost. */
  readonly finished: Promise<TurnState<Subject> | undefined>;
}

/** How often the end of a run is tried to be written, a little later each time: for about as long as a lease lasts. */
const FINISH_TRIES = 10;
const FINISH_RETRY_MS = 200;
/** Fewer: readers wait for it, and what is lost of it is found again. */
const SETTLE_TRIES = 3;

/**
 * Runs a turn to its end, whoever reads: the answer's events go into the feed and the log, then its result is
 * committed and settled. Never rejects.
 *
 * @param answer begins the making of the answer, which has to heed the signal
 * @param deadline the invocation's own signal: an answer that is not ready by then fails with its reason
 */
export function startRun<Subject, Result extends TurnResult>(
  ports: TurnEnginePorts<Subject, Result>,
  { turn, leaseUntil }: { turn: RunningTurn<Subject>; leaseUntil: number },
  answer: (signal: AbortSignal) => AnswerRun<Result>,
  deadline: AbortSignal,
): Run<Subject> {
  const feed = createRunFeed(turn.attempt, ports.settings.readerBufferCharacters);
  const guard = guardRun(ports, { turn, leaseUntil }, deadline);
  const log = createLogWriter(ports, turn);
  guard.signal.addEventListener('abort', () => guard.abortedBy === 'lost' && log.discard());

  const run = async (): Promise<TurnState<Subject> | undefined> => {
    const made = await makeAnswer(answer(guard.signal), guard, (event) => {
      feed.push(event);
      log.add(event);
    });
    // No model is at work any more. Who has read the end may send the next message: it is not in its own way.
    const settled = settleQuota(ports, turn, made.result);
    if (made.outcome === undefined) {
      // Its readers go on elsewhere at once. Where this does not succeed, the reservation ends with its lease.
      return undefined;
    }
    await log.close();
    const ended = await finish(ports, turn, { ...made.outcome, lastSeq: feed.lastSeq }, guard);
    await settled;
    return ended;
  };

  const finished = run()
    .catch((error: unknown) => {
      ports.onFault?.('Running a turn', error);
      return undefined;
    })
    .finally(() => {
      guard.clear();
      log.discard();
    });
  return {
    feed,
    finished: finished.then((state) => {
      feed.close(state === undefined ? 'lost' : 'ended');
      return state;
    }),
  };
}

/** What a run has come to: its outcome, unless it was lost; and what it leaves, which tells at least what it has used. */
interface MadeAnswer<Result> {
  readonly outcome?: Omit<TurnOutcome<Result>, 'lastSeq'>;
  readonly result: Result;
}

/** Takes the answer's events until it ends in any way. */
async function makeAnswer<Result extends TurnResult>(
  answer: AnswerRun<Result>,
  guard: RunGuard,
  take: (event: Parameters<RunFeed['push']>[0]) => void,
): Promise<MadeAnswer<Result>> {
  let text = '';
  const ends = (outcome: Omit<TurnOutcome<Result>, 'lastSeq'>) => ({ outcome, result: outcome.result });
  try {
    // Where the time is over before anything has begun, nothing is.
    guard.signal.throwIfAborted();
    for (;;) {
      const next = await answer.events.next();
      if (guard.abortedBy === 'lost') {
        closeAnswer(answer);
        return { result: answer.partial('failed', text) };
      }
      if (next.done) {
        return ends({ status: 'complete', result: next.value });
      }
      const event = next.value;
      if (event.type !== 'contextual') {
        text = event.type === 'chunk' ? text + event.content : appendText(text, toEntry(event));
      }
      take(event);
    }
  } catch (error) {
    if (guard.abortedBy === 'lost') {
      return { result: answer.partial('failed', text) };
    }
    if (guard.abortedBy === 'stopped') {
      return ends({ status: 'stopped', result: answer.partial('stopped', text) });
    }
    const cause: unknown = guard.signal.aborted ? guard.signal.reason : error;
    const failure = { code: toStreamError(cause).code, partial: text !== '' };
    return ends({ status: 'failed', failure, result: answer.partial('failed', text) });
  }
}

/** Tells the quota what a run has used. Never rejects: where it fails for good, the reservation ends with its lease. */
async function settleQuota<Subject, Result extends TurnResult>(
  { clock, quota, onFault }: TurnEnginePorts<Subject, Result>,
  { userId, turnId, attempt }: RunningTurn<Subject>,
  result: Result,
): Promise<void> {
  for (let tries = 1; quota !== undefined && tries <= SETTLE_TRIES; tries += 1) {
    try {
      await quota.settle({ userId, turnId, attempt }, result);
      return;
    } catch (error) {
      onFault?.('Settling a reservation', error);
      await sleep(clock, FINISH_RETRY_MS * tries);
    }
  }
}

/** Writes the end; where the tables fail, again while the lease lasts. */
async function finish<Subject, Result extends TurnResult>(
  { clock, operations, onFault }: TurnEnginePorts<Subject, Result>,
  turn: RunningTurn<Subject>,
  outcome: TurnOutcome<Result>,
  guard: RunGuard,
): Promise<TurnState<Subject> | undefined> {
  const steps = stepsOf<Subject, Result>();
  for (let tries = 1; tries <= FINISH_TRIES; tries += 1) {
    try {
      const isLost = guard.abortedBy === 'lost';
      const ended = isLost ? undefined : await carryOut(finishTurn(steps, turn, outcome), operations);
      return ended ?? (await carryOut(settleEnded(steps, turn), operations));
    } catch (error) {
      onFault?.('Ending a turn', error);
      await sleep(clock, FINISH_RETRY_MS * tries);
    }
  }
  return undefined;
}

/**
 * Settles this attempt where it has ended after all: by a commit whose answer never came or whose settling failed, or
 * by somebody else.
 *
 * @returns `undefined` where it has not ended, or is another attempt now
 */
function* settleEnded<Subject, Result extends TurnResult>(
  steps: StepsOf<TurnOperations<Subject, Result>>,
  { userId, turnId, attempt }: RunningTurn<Subject>,
): Protocol<TurnState<Subject> | undefined> {
  const key = { userId, turnId };
  const state = yield* steps.readState(key);
  if (state === undefined || state.attempt !== attempt || !isEnded(state)) {
    return undefined;
  }
  yield* settleTurn(steps, key, state);
  return state;
}

/** Lets go of what an answer holds open; one that is stuck cannot be waited for. */
function closeAnswer(answer: Pick<AnswerRun<TurnResult>, 'events'>): void {
  answer.events[Symbol.asyncDispose]().then(undefined, () => undefined);
}
