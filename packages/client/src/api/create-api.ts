import { buildPath, type RouteName } from '@coach-stream/streaming-core/contract';
import type { ClientContext } from '../client-context.ts';
import { CoachStreamError } from '../errors.ts';
import { type HttpRequest, sendAuthorized } from '../http/authorized-request.ts';
import { linkAbort } from '../http/linked-abort.ts';
import { readRefusal } from '../http/refusal.ts';
import { TransportFault } from '../http/transport-fault.ts';
import { unsupported } from '../outputs.ts';
import { backoffMs, wait } from '../turn/wait.ts';
import type { ApiCall, ApiRequest, CallOptions } from './call.ts';
import { chatsApi } from './chats-api.ts';
import type { CoachStreamApi } from './coach-stream-api.ts';
import { coachesApi } from './coaches-api.ts';
import { conversationsApi } from './conversations-api.ts';
import { sessionsApi } from './sessions-api.ts';
import { type PutBytes, uploadsApi } from './uploads-api.ts';
import { userApis } from './user-api.ts';

/** How often a call that may be repeated is tried again. */
const MAX_REPEATS = 2;

/** The REST API of a client. */
export function createApi(context: ClientContext): CoachStreamApi {
  const call = createCall(context);
  return {
    conversations: conversationsApi(call),
    sessions: sessionsApi(call),
    coaches: coachesApi(call),
    uploads: uploadsApi(call, createPutBytes(context)),
    chats: chatsApi(call),
    ...userApis(call),
  };
}

/**
 * Makes the calls of one client. What may be repeated — reading, and creating under a key — is tried twice more where
 * nothing has answered, or where the server asks for patience.
 */
function createCall(context: ClientContext): ApiCall {
  return async <Body, Name extends RouteName = RouteName>(request: ApiRequest<Name>): Promise<Body> => {
    const { options = {}, isCreation = false, isReading = false, method } = request;
    const key = isCreation ? (options.idempotencyKey ?? context.environment.createTurnId()) : undefined;
    const http = toHttpRequest(context, request, options, key);
    const maxRepeats = isCreation || isReading || method === 'GET' ? MAX_REPEATS : 0;
    const { controller, unlink } = linkAbort(options.signal);
    try {
      for (let repeats = 0; ; repeats += 1) {
        try {
          return (await callOnce(context, http, controller.signal)) as Body;
        } catch (error) {
          const delayMs = repeats < maxRepeats ? repeatDelayMs(context, error, repeats + 1) : undefined;
          if (delayMs === undefined) {
            throw error;
          }
          await wait(context, delayMs, controller.signal);
        }
      }
    } catch (error) {
      throw options.signal?.aborted ? aborted(options.signal.reason) : error;
    } finally {
      unlink();
      controller.abort();
    }
  };
}

function toHttpRequest<Name extends RouteName>(
  { outputs }: ClientContext,
  { route, method, params, query = {}, body }: ApiRequest<Name>,
  { ifMatch }: CallOptions,
  key: string | undefined,
): HttpRequest {
  if (outputs.api === undefined) {
    throw unsupported('This stage has no REST API: its outputs name no `api`.');
  }
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) {
      search.set(name, String(value));
    }
  }
  const asked = search.toString();
  return {
    method,
    url: `${outputs.api}${buildPath(route, params)}${asked === '' ? '' : `?${asked}`}`,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  };
}

async function callOnce(context: ClientContext, request: HttpRequest, signal: AbortSignal): Promise<unknown> {
  const { controller, unlink } = linkAbort(signal);
  const timeout = new TransportFault({ kind: 'unreachable', code: 'TIMEOUT', reason: 'no-answer' });
  // An API Gateway answers within 29 s; the body follows its headers at once.
  const clearTimer = context.environment.setTimer(
    () => controller.abort(timeout),
    3 * context.settings.headersTimeoutMs,
  );
  try {
    const limits = { signal: controller.signal, timeoutMs: 3 * context.settings.headersTimeoutMs };
    const response = await sendAuthorized(context, request, limits);
    if (!response.ok) {
      const refusal = await readRefusal(response);
      throw (
        refusal ?? new TransportFault({ kind: 'unreachable', code: 'NETWORK', reason: `status-${response.status}` })
      );
    }
    const text = await response.text();
    const body: unknown = JSON.parse(text);
    return body;
  } catch (error) {
    throw toApiError(controller.signal.aborted ? controller.signal.reason : error);
  } finally {
    clearTimer();
    unlink();
    controller.abort();
  }
}

function toApiError(error: unknown): CoachStreamError {
  if (CoachStreamError.is(error)) {
    return error;
  }
  const fault = error instanceof TransportFault ? error : undefined;
  return new CoachStreamError({
    code: fault?.code ?? 'NETWORK',
    message: `The server could not be reached (${fault?.reason ?? 'unknown-body'}). Check the connection and try again.`,
    retryable: true,
    status: fault?.status,
    cause: error,
  });
}

function repeatDelayMs(context: ClientContext, error: unknown, repeat: number): number | undefined {
  if (!CoachStreamError.is(error) || !error.retryable || error.code === 'UNAUTHENTICATED') {
    return undefined;
  }
  const askedMs = (error.retryAfterSeconds ?? 0) * 1_000;
  return askedMs > context.settings.retryAfterMaxMs ? undefined : Math.max(askedMs, backoffMs(context, repeat));
}

function aborted(cause: unknown): CoachStreamError {
  return new CoachStreamError({ code: 'ABORTED', message: 'The call was aborted.', retryable: true, cause });
}

/** Uploads go to the image bucket, without a token: their URL is signed. */
function createPutBytes({ environment }: ClientContext): PutBytes {
  return async ({ url, method, headers }, data, signal) => {
    const response = await environment
      .fetch(url, { method, headers, body: data, ...(signal && { signal }) })
      .catch((cause: unknown) => {
        const isAborted = signal?.aborted === true;
        const message = isAborted ? 'The upload was aborted.' : 'The image could not be sent. Try again.';
        throw new CoachStreamError({ code: isAborted ? 'ABORTED' : 'NETWORK', message, retryable: true, cause });
      });
    if (!response.ok) {
      const message = 'The image was not taken. Ask for a new upload URL and send it again.';
      throw new CoachStreamError({ code: 'NETWORK', message, retryable: true, status: response.status });
    }
  };
}
