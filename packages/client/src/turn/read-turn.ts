import type { ClientContext } from '../client-context.ts';
import { CoachStreamError } from '../errors.ts';
import { TransportFault } from '../http/transport-fault.ts';
import { unsupported } from '../outputs.ts';
import type { ClientEvent, Transport } from '../turn-stream.ts';
import type { TurnHooks } from './call-hooks.ts';
import { readStream } from './read-stream.ts';
import { readWhole } from './read-whole.ts';
import { createReadingState, type ReadingState } from './reading-state.ts';
import { transportChain } from './transport-chain.ts';
import type { TurnReader } from './turn-reader.ts';
import type { TurnToRead } from './turn-route.ts';
import { backoffMs, waitToResume } from './wait.ts';

const READERS: Readonly<Record<Transport, TurnReader>> = {
  functionUrl: readStream,
  restStream: readStream,
  json: readWhole,
};

const TOO_MANY_REQUESTS = 429;
const UNAVAILABLE = 503;

/** What a turn is read with. */
export interface TurnReading {
  readonly context: ClientContext;
  readonly turn: TurnToRead;
  readonly hooks: TurnHooks;
  /** The last event that the application has already. */
  readonly after?: string | undefined;
  /** Aborts when the reader leaves. */
  readonly signal: AbortSignal;
}

/**
 * Reads one turn to its end, by whichever transport works.
 *
 * A transport that nothing of ours answers on (network error, no headers in time, wrong content type, a status without our
 * body) is left at once. A stream that is cut is resumed, with the same key and from the last event, up to `maxResumes`
 * times; then it is left, too. What the server itself says is never gone around: its refusals are thrown as they come, but
 * while an answer is being resumed a 429 or 503 is waited for as part of the resumes.
 *
 * @throws CoachStreamError
 */
export async function* readTurn(reading: TurnReading): AsyncGenerator<ClientEvent, void, undefined> {
  const { context, hooks, signal } = reading;
  const state = createReadingState(reading.after);
  const tried: Transport[] = [];
  let lastFault: TransportFault | undefined;
  for await (const { transport, turn } of transportChain(context, reading.turn, signal)) {
    hooks.transportChanged(tried.at(-1), transport, lastFault?.reason ?? 'first');
    tried.push(transport);
    try {
      yield* readBy(transport, { ...reading, turn }, state);
      return;
    } catch (error) {
      if (signal.aborted || !(error instanceof TransportFault)) {
        throw toClientError(error, { signal, hasText: state.hasText, transport });
      }
      lastFault = error;
    }
  }
  if (signal.aborted || lastFault === undefined) {
    const missing = unsupported('The stage has no transport for this turn.');
    throw toClientError(missing, { signal, hasText: state.hasText, transport: tried.at(-1) });
  }
  throw exhausted(lastFault, { tried, hasText: state.hasText });
}

/** Reads by one transport, and resumes on it. @throws TransportFault where the next one is to be tried */
async function* readBy(
  transport: Transport,
  { context, turn, hooks, signal }: TurnReading,
  state: ReadingState,
): AsyncGenerator<ClientEvent, void, undefined> {
  for (let resumes = 0; ; resumes += 1) {
    let delayMs: number;
    try {
      for await (const batch of READERS[transport]({ context, turn, transport, state, signal })) {
        for (const event of batch) {
          if (event.type === 'chunk') {
            hooks.textRead();
          }
          yield event;
        }
      }
      return;
    } catch (error) {
      const isLast = resumes >= context.settings.maxResumes;
      const pause = signal.aborted || isLast ? undefined : pauseBefore(resumes + 1, error, context);
      if (pause === undefined) {
        throw error;
      }
      delayMs = pause;
    }
    await waitToResume(context, delayMs, signal);
    hooks.resumed(resumes + 1);
  }
}

/** How long to wait before the given resume, in milliseconds; `undefined` where there is to be none. */
function pauseBefore(resume: number, error: unknown, context: ClientContext): number | undefined {
  const isFirst = resume === 1;
  if (error instanceof TransportFault) {
    return isFirst && error.kind === 'unreachable' ? undefined : backoffMs(context, resume);
  }
  if (isFirst || !CoachStreamError.is(error) || !error.retryable) {
    return undefined;
  }
  const { status, retryAfterSeconds = 0, code } = error;
  const isTemporary =
    status === TOO_MANY_REQUESTS || status === UNAVAILABLE || (code === 'UNAUTHENTICATED' && status === undefined);
  const askedMs = retryAfterSeconds * 1_000;
  return isTemporary && askedMs <= context.settings.retryAfterMaxMs
    ? Math.max(askedMs, backoffMs(context, resume))
    : undefined;
}

function toClientError(
  error: unknown,
  { signal, hasText, transport }: { signal: AbortSignal; hasText: boolean; transport: Transport | undefined },
): unknown {
  if (signal.aborted) {
    const message = 'The reader has left. The answer goes on on the server.';
    const cause: unknown = signal.reason;
    return new CoachStreamError({ code: 'ABORTED', message, retryable: true, partial: hasText, transport, cause });
  }
  return CoachStreamError.is(error) && hasText && !error.partial
    ? new CoachStreamError({ ...error, message: error.message, partial: true, cause: error.cause })
    : error;
}

function exhausted(
  fault: TransportFault,
  { tried, hasText }: { tried: readonly Transport[]; hasText: boolean },
): CoachStreamError {
  const { code, reason, status, cause } = fault;
  const transport = tried.at(-1);
  if (CoachStreamError.is(cause)) {
    return cause;
  }
  const last = new CoachStreamError({
    code,
    message: `The coach could not be reached (${reason}). Check the connection and try again.`,
    retryable: true,
    partial: hasText,
    status,
    transport,
    cause: fault,
  });
  return tried.length === 1
    ? last
    : new CoachStreamError({
        code: 'ALL_TRANSPORTS_FAILED',
        message: 'The coach could not be reached in any way. Check the connection and try again.',
        retryable: true,
        partial: hasText,
        transport,
        cause: last,
      });
}
