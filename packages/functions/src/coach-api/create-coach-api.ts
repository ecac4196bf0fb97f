import {
  type Clock,
  corsHeaders,
  type HttpRequest,
  type StreamError,
  toHttpRequest,
  toRefusal,
  toRestApiContext,
  toStreamError,
} from '@coach-stream/streaming-core';
import type { ApiRouteName } from '@coach-stream/streaming-core/contract';
import type { RequestObserver } from '../wiring/observe-request.ts';
import type { ApiHandlers } from './api-route.ts';
import { type ApiRouter, createRouter } from './create-router.ts';

/** What a Lambda proxy integration of a REST API takes for an answer. */
export interface ProxyAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A handler as API Gateway has it called. */
export type ProxyHandler = (event: unknown, context: { readonly awsRequestId: string }) => Promise<ProxyAnswer>;

/** What a {@link createCoachApi} is made of. */
export interface CoachApiOptions {
  readonly handlers: ApiHandlers;
  /** Origins whose pages may read the answers. */
  readonly allowedOrigins: readonly string[];
  readonly observer: RequestObserver;
  readonly clock: Pick<Clock, 'monotonicMs'>;
}

/**
 * Makes the Lambda handler of the REST API: every request is answered with JSON, refusals by the table of errors; it
 * never throws. CORS headers are its own, because API Gateway adds none to the answer of a proxy integration.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
 */
export function createCoachApi({ handlers, allowedOrigins, observer, clock }: CoachApiOptions): ProxyHandler {
  const router = createRouter(handlers);
  return async (event, { awsRequestId: requestId }) => {
    const startedAtMs = clock.monotonicMs();
    let request: HttpRequest | undefined;
    let route: ApiRouteName | undefined;
    let error: StreamError | undefined;
    let answer: ProxyAnswer;
    try {
      request = toHttpRequest(event, requestId);
      const onRoute = (found: ApiRouteName) => {
        route = found;
      };
      answer = await toAnswer(router({ request, gateway: toRestApiContext(event), onRoute }), requestId);
    } catch (thrown) {
      error = toStreamError(thrown);
      // These routes never stream: a refusal is JSON whatever the client accepts.
      const { prelude, body } = toRefusal(error, { accept: '', requestId });
      answer = { ...prelude, body };
    }
    observer.onEnd({
      requestId,
      route,
      method: request?.method,
      status: answer.statusCode,
      code: error?.code,
      cause: error?.options.cause,
      totalMs: Math.round(clock.monotonicMs() - startedAtMs),
    });
    return { ...answer, headers: { ...answer.headers, ...corsHeaders(request, allowedOrigins) } };
  };
}

async function toAnswer(routed: ReturnType<ApiRouter>, requestId: string): Promise<ProxyAnswer> {
  const response = await routed;
  return {
    statusCode: response.status,
    headers: { ...Object.fromEntries(response.headers), 'cache-control': 'no-store', 'x-request-id': requestId },
    body: await response.text(),
  };
}
