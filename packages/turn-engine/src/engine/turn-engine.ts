import { type OpenedStream, StreamError, type TurnContext } from '@coach-stream/streaming-core';
import { ERRORS, type EventPosition, type TurnResource } from '@coach-stream/streaming-core/contract';
import type { TurnOperations } from '../operations.ts';
import { beginTurn, type TurnBeginning, type TurnRequest, type TurnUse } from '../protocol/begin-turn.ts';
import type { RunningTurn } from '../protocol/finish-turn.ts';
import type { TurnResult } from '../protocol/settle-turn.ts';
import { carryOut, stepsOf } from '../protocol/step.ts';
import { stopTurn } from '../protocol/stop-turn.ts';
import { isEnded, isOwned, type TurnKey, type TurnState } from '../turn-state.ts';
import type { AnswerRun } from './answer-run.ts';
import { endWithReader } from './end-with-reader.ts';
import { isInterruption, terminalSeq } from './event-ids.ts';
import { readEnded } from './follow-table.ts';
import type { TurnEnginePorts } from './ports.ts';
import { readTurn, type TurnSource } from './read-turn.ts';
import { createReader, toTerminal } from './reader.ts';
import { type Run, startRun } from './run-turn.ts';
import { issueTicket, isTicketOf } from './ticket.ts';

/** A request to run a turn, and what the engine needs to do so. */
export interface OpenRequest<Subject, Result extends TurnResult> extends TurnRequest<Subject> {
  /** The last event that the reader has. */
  readonly after: EventPosition | undefined;
  /** The subject's head as this request reads it, beside whatever else the answer needs, and its lock. */
  readonly subjectAccess: Pick<TurnOperations<Subject, Result>, 'readHead' | 'lock'>;
  /**
   * Why the request is refused, once the head has been read; `undefined` where it is not. What only a run needs, such as
   * a message's images, is no reason to refuse reading a turn that is there.
   */
  readonly refusal: (use: TurnUse) => StreamError | undefined;
  /**
   * Called once a turn that this request has run is settled, not where it failed. Its readers do not wait for it, the
   * invocation does.
   */
  readonly settled?: () => Promise<unknown>;
  /** Begins the making of the answer. */
  readonly answer: (turn: RunningTurn<Subject>, signal: AbortSignal) => AnswerRun<Result>;
}

/** A request about a turn that is there. */
export interface TurnQuery<Subject> extends TurnKey {
  readonly after?: EventPosition | undefined;
  /** Whether the turn's subject is the one that the request names; another one's turn does not exist. */
  readonly isSubject?: (subject: Subject) => boolean;
}

/** Runs turns once, however often they arrive, and lets anybody read them. */
export interface TurnEngine<Subject, Result extends TurnResult> {
  /**
   * Begins a turn, joins it, replays it or takes it over.
   *
   * @throws StreamError `TURN_MISMATCH`, `TURN_SUPERSEDED`, `CONVERSATION_BUSY`, the request's refusal or the quota's
   */
  open(request: OpenRequest<Subject, Result>, context: Pick<TurnContext, 'signal'>): Promise<OpenedStream>;
  /** Reads a turn and never runs it. `undefined` where the reader has all of it. @throws StreamError `TURN_NOT_FOUND` */
  watch(query: TurnQuery<Subject>, context: Pick<TurnContext, 'signal'>): Promise<OpenedStream | undefined>;
  /** Stops a turn. Gives it as it is then. @throws StreamError `TURN_NOT_FOUND` */
  stop(query: TurnQuery<Subject>): Promise<TurnResource>;
  /** Where a turn stands. @throws StreamError `TURN_NOT_FOUND` */
  read(query: TurnQuery<Subject>): Promise<TurnResource>;
  /** Whether a ticket lets its bearer read this turn. */
  verifyTicket(turn: TurnKey, ticket: string): Promise<boolean>;
}

/** How long a client is asked to wait before it sends to a busy subject again. */
const BUSY_RETRY_SECONDS = 2;

/** Makes the engine. */
export function createTurnEngine<Subject, Result extends TurnResult>(
  ports: TurnEnginePorts<Subject, Result>,
): TurnEngine<Subject, Result> {
  const { clock, operations, quota, settings, tickets, onFault } = ports;
  const steps = stepsOf<Subject, Result>();
  /** What this process runs, by turn: a reader in it is given events as they are made. */
  const runs = new Map<string, Run<Subject>>();

  const begin = async (request: OpenRequest<Subject, Result>): Promise<Begun<Subject>> => {
    const { hash, subject, subjectAccess, turnId, userId } = request;
    let unread: unknown;
    const readHead = async (of: Subject) => {
      try {
        return await subjectAccess.readHead(of);
      } catch (error) {
        // A claim was made beside this read: it has to be given back, or the next try would wait for its lease.
        unread = error ?? new StreamError('INTERNAL');
        return { endedTurnIds: [] };
      }
    };
    const admission = quota?.open(userId);
    const beginning = await carryOut(
      beginTurn(
        steps,
        { userId, turnId, subject, hash },
        {
          now: () => clock.now(),
          leaseMs: settings.leaseMs,
          maxAttempts: settings.maxAttempts,
          isRefused: (use) => unread !== undefined || request.refusal(use) !== undefined,
          hasQuota: quota !== undefined,
        },
      ),
      {
        ...operations,
        readHead,
        // Without the head nobody knows the turn's place, and nothing will be run.
        lock: async (of, lock) => unread === undefined && subjectAccess.lock(of, lock),
        ...(admission && { admit: admission.admit }),
        // Where it is lost, the reservation ends with its lease: no reason to answer anything else.
        withdraw: async (turn) =>
          quota?.withdraw(turn).catch((error: unknown) => onFault?.('Giving back a reservation', error)),
      },
    );
    if (unread !== undefined) {
      throw unread;
    }
    switch (beginning.kind) {
      case 'released':
        throw request.refusal('run') ?? new StreamError('TURN_INTERRUPTED');
      case 'limited': {
        const { code, retryAfterSeconds } = beginning.refusal;
        throw new StreamError(code, { retryAfterSeconds });
      }
      case 'refuse':
        throw new StreamError(
          beginning.code,
          beginning.code === 'CONVERSATION_BUSY' ? { retryAfterSeconds: BUSY_RETRY_SECONDS } : {},
        );
      default:
        return beginning;
    }
  };

  /** The run of this attempt in this process; one of an earlier attempt has been lost and has yet to notice. */
  const runOf = (turn: TurnKey, attempt: number): Run<Subject> | undefined => {
    const here = runs.get(runId(turn));
    return here !== undefined && here.feed.attempt >= attempt ? here : undefined;
  };

  /** Begins the turn and, where it comes to that, its run. @returns where its reader is to read */
  const join = async (request: OpenRequest<Subject, Result>, signal: AbortSignal): Promise<TurnSource<Subject>> => {
    const begun = await begin(request);
    if (begun.kind === 'follow') {
      const { attempt } = begun.state;
      return { attempt, here: runOf(request, attempt), isOwn: false };
    }
    const id = runId(request);
    const here = startRun(ports, begun, (runSignal) => request.answer(begun.turn, runSignal), signal);
    runs.set(id, here);
    void here.finished.finally(() => {
      if (runs.get(id) === here) {
        runs.delete(id);
      }
    });
    return { attempt: begun.turn.attempt, here, isOwn: true };
  };

  const findState = async ({ userId, turnId, isSubject }: TurnQuery<Subject>): Promise<TurnState<Subject>> => {
    const state = await operations.readState({ userId, turnId });
    if (state === undefined || state.status === 'released' || isSubject?.(state.subject) === false) {
      throw new StreamError('TURN_NOT_FOUND');
    }
    return state;
  };
  const toResource = async (turn: TurnKey, state: TurnState<Subject>): Promise<TurnResource> => {
    if (!isEnded(state)) {
      return { turnId: turn.turnId, status: 'running' };
    }
    const terminal = toTerminal(state, await readEnded(ports, turn, state));
    if (terminal.type === 'complete') {
      return { turnId: turn.turnId, status: terminal.status, complete: terminal };
    }
    const { message, retryable } = ERRORS[terminal.code];
    return {
      turnId: turn.turnId,
      status: state.status === 'stopped' ? 'stopped' : 'failed',
      error: { ...terminal, message, retryable, requestId: turn.turnId },
    };
  };

  return {
    async open(request, { signal }) {
      signal.throwIfAborted();
      const turn: TurnKey = { userId: request.userId, turnId: request.turnId };
      // Where the request is refused nobody gets the ticket; and an answer without one is still an answer.
      const ticketIssued = issueTicket(tickets, turn).catch((error: unknown) => {
        onFault?.('Issuing a ticket', error);
        return undefined;
      });
      const started: Promise<unknown>[] = [];
      let hasRun = false;
      const joinAndKeep = () => {
        const joined = join(request, signal);
        started.push(
          joined.then(
            async ({ here, isOwn }) => {
              hasRun ||= isOwn;
              const ended = isOwn ? await here?.finished : undefined;
              if (ended !== undefined && ended.status !== 'failed') {
                await request.settled?.();
              }
            },
            () => undefined,
          ),
        );
        return joined;
      };
      const first = await joinAndKeep();
      const overrun = new AbortController();
      const options = { reader: createReader(request.after), overrun, deadline: signal, again: joinAndKeep };
      const ticket = await ticketIssued;
      return {
        turnId: turn.turnId,
        ...(ticket !== undefined && { ticket }),
        items: endWithReader((left) => readTurn(ports, turn, first, { ...options, left })),
        overrun: overrun.signal,
        get finished() {
          return Promise.all(started);
        },
        get hasRun() {
          return hasRun;
        },
      };
    },
    async watch(query, { signal }) {
      const turn: TurnKey = { userId: query.userId, turnId: query.turnId };
      const state = await findState(query);
      if (hasAll(state, query.after, clock.now())) {
        return undefined;
      }
      const overrun = new AbortController();
      const options = { reader: createReader(query.after), overrun, deadline: signal };
      const source = { attempt: state.attempt, here: runOf(turn, state.attempt), isOwn: false };
      const items = endWithReader((left) => readTurn(ports, turn, source, { ...options, left }));
      return { turnId: turn.turnId, items, overrun: overrun.signal };
    },
    async stop(query) {
      const { userId, turnId } = query;
      await findState(query);
      const state = await carryOut(
        stopTurn(steps, { userId, turnId }, () => clock.now()),
        operations,
      );
      if (state === undefined || state.status === 'released') {
        throw new StreamError('TURN_NOT_FOUND');
      }
      return toResource({ userId, turnId }, state);
    },
    async read(query) {
      return toResource({ userId: query.userId, turnId: query.turnId }, await findState(query));
    },
    verifyTicket: (turn, ticket) => isTicketOf(tickets, turn, ticket),
  };
}

type Begun<Subject> = Extract<TurnBeginning<Subject>, { kind: 'run' | 'follow' }>;

function runId({ userId, turnId }: TurnKey): string {
  return `${userId}#${turnId}`;
}

/** Whether a reader has everything there will be: the terminal event, or that of a turn that nobody runs any more. */
function hasAll(state: TurnState<unknown>, after: EventPosition | undefined, now: number): boolean {
  if (after?.attempt !== state.attempt) {
    return false;
  }
  return isEnded(state) ? after.seq === terminalSeq(state) : isInterruption(after) && !isOwned(state, now);
}
