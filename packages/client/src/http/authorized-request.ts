import type { ClientContext } from '../client-context.ts';
import type { TokenRequest } from '../client-options.ts';
import { CoachStreamError } from '../errors.ts';
import { linkAbort, untilAborted } from './linked-abort.ts';
import { TransportFault } from './transport-fault.ts';

const UNAUTHORIZED = 401;

/** A request without its token. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** How long a request may take to be answered, and who may end it. */
export interface RequestLimits {
  /** Aborts the request, and the reading of its body. */
  readonly signal: AbortSignal;
  /** Longest wait for its headers, in milliseconds; the token's part of it has the same limit. */
  readonly timeoutMs: number;
}

/**
 * Sends a request with the person's token, and once more with a fresh one where that is answered with 401.
 *
 * @returns the answer, whatever its status; its body is still to be read
 * @throws TransportFault `network` or `no-answer`; CoachStreamError `UNAUTHENTICATED` where there is no token; the signal's
 *   reason where it aborts
 */
export async function sendAuthorized(
  context: ClientContext,
  request: HttpRequest,
  limits: RequestLimits,
): Promise<Response> {
  const response = await sendOnce(context, request, limits, false);
  if (response.status !== UNAUTHORIZED) {
    return response;
  }
  await response.body?.cancel().catch(() => undefined);
  return sendOnce(context, request, limits, true);
}

async function sendOnce(
  { getToken, environment }: ClientContext,
  { method, url, headers, body }: HttpRequest,
  { signal, timeoutMs }: RequestLimits,
  isRefresh: boolean,
): Promise<Response> {
  // The signal of the fetch goes on to rule its body: it follows `signal` until the caller is done with both.
  if (signal.aborted) {
    throw signal.reason;
  }
  const { controller, unlink } = linkAbort(signal);
  const startTimer = () =>
    environment.setTimer(
      () => controller.abort(new TransportFault({ kind: 'unreachable', code: 'TIMEOUT', reason: 'no-answer' })),
      timeoutMs,
    );
  let clearTimer = startTimer();
  let isAnswered = false;
  try {
    const token = await untilAborted(
      askForToken(getToken, { isRefresh, signal: controller.signal }),
      controller.signal,
    );
    clearTimer();
    clearTimer = startTimer();
    const response = await fetchOrFault(() =>
      environment.fetch(url, {
        method,
        headers: { ...headers, authorization: `Bearer ${token}` },
        ...(body !== undefined && { body }),
        cache: 'no-store',
        credentials: 'omit',
        signal: controller.signal,
      }),
    );
    isAnswered = true;
    return response;
  } catch (error) {
    if (controller.signal.aborted) {
      throw controller.signal.reason;
    }
    throw error;
  } finally {
    clearTimer();
    if (!isAnswered) {
      unlink();
    }
  }
}

async function askForToken(getToken: ClientContext['getToken'], request: TokenRequest): Promise<string> {
  try {
    return await getToken(request);
  } catch (cause) {
    const message = 'There is no token to send. Sign in again.';
    throw new CoachStreamError({ code: 'UNAUTHENTICATED', message, retryable: true, cause });
  }
}

async function fetchOrFault(send: () => Promise<Response>): Promise<Response> {
  try {
    return await send();
  } catch (error) {
    throw new TransportFault({ kind: 'unreachable', code: 'NETWORK', reason: 'network' }, error);
  }
}
