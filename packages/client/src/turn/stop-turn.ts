import type { ClientContext } from '../client-context.ts';
import { CoachStreamError } from '../errors.ts';
import { type HttpRequest, sendAuthorized } from '../http/authorized-request.ts';
import { linkAbort } from '../http/linked-abort.ts';
import { readRefusal } from '../http/refusal.ts';
import { TransportFault } from '../http/transport-fault.ts';
import { withUser } from './token-user.ts';
import { apiStopRequest, streamStopRequest, type TurnToRead } from './turn-route.ts';
import { wait } from './wait.ts';

/** A turn that has just been sent may not be known yet. */
const LOOKS_FOR_TURN = 5;
const LOOK_AGAIN_MS = 400;

/**
 * Asks the server to end a turn: by the stream's own route, then by the REST API's.
 *
 * @param shouldLookAgain whether a turn that is not known may still become so
 * @throws CoachStreamError `TURN_NOT_FOUND`, any other refusal, `ALL_TRANSPORTS_FAILED`
 */
export async function stopTurn(
  context: ClientContext,
  turn: TurnToRead,
  shouldLookAgain: () => boolean,
): Promise<void> {
  for (let look = 1; ; look += 1) {
    try {
      await askToStop(context, turn);
      return;
    } catch (error) {
      const isUnknown = CoachStreamError.is(error) && error.code === 'TURN_NOT_FOUND';
      if (!isUnknown || look === LOOKS_FOR_TURN || !shouldLookAgain()) {
        throw error;
      }
    }
    await wait(context, LOOK_AGAIN_MS, new AbortController().signal);
  }
}

async function askToStop(context: ClientContext, turn: TurnToRead): Promise<void> {
  let lastFault: unknown;
  for await (const request of stopRequests(context, turn)) {
    const { controller } = linkAbort(undefined);
    try {
      const limits = { signal: controller.signal, timeoutMs: context.settings.headersTimeoutMs };
      const response = await sendAuthorized(context, request, limits);
      if (response.ok) {
        return;
      }
      const refusal = await readRefusal(response);
      if (refusal !== undefined) {
        throw refusal;
      }
      lastFault = new TransportFault({ kind: 'unreachable', code: 'NETWORK', reason: `status-${response.status}` });
    } catch (error) {
      if (!(error instanceof TransportFault)) {
        throw error;
      }
      lastFault = error;
    } finally {
      controller.abort();
    }
  }
  throw new CoachStreamError({
    code: 'ALL_TRANSPORTS_FAILED',
    message: 'The answer could not be stopped: nothing has answered. Try again.',
    retryable: true,
    cause: lastFault,
  });
}

/** The requests that stop a turn, in the order in which they are tried. Whose it is only the second one has to know. */
async function* stopRequests(context: ClientContext, turn: TurnToRead): AsyncGenerator<HttpRequest, void, undefined> {
  const byStream = streamStopRequest(turn, context.outputs);
  if (byStream !== undefined) {
    yield byStream;
  }
  const byApi = apiStopRequest(await withUser(context, turn, undefined), context.outputs);
  if (byApi !== undefined) {
    yield byApi;
  }
}
