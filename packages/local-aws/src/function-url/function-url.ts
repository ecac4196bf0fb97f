import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpOrigin } from '../http-origin.ts';
import { ClientDroppedError, FunctionError, type LambdaHost } from '../lambda/index.ts';
import { readBody } from '../read-body.ts';
import { type CorsConfig, isPreflight, preflightHeaders, responseHeaders } from './cors.ts';
import { sendResponse } from './send-response.ts';
import { urlEvent } from './url-event.ts';

/** Limit of a request to a Function URL, in bytes. */
const MAX_REQUEST_BYTES = 6 * 1024 * 1024;

/** What a Function URL serves, known once the templates are resolved. */
export interface FunctionUrlTarget {
  readonly host: Pick<LambdaHost, 'invokeStream'>;
  readonly functionArn: string;
  /** First label of the address on AWS. */
  readonly urlId: string;
  readonly authType: 'NONE' | 'AWS_IAM';
  readonly invokeMode: 'BUFFERED' | 'RESPONSE_STREAM';
  readonly cors: CorsConfig | undefined;
  /** The time of day, in milliseconds since the epoch. Default: this machine's. */
  now?(): number;
}

/**
 * One Function URL over HTTP on loopback.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export class FunctionUrl extends HttpOrigin {
  #target: FunctionUrlTarget | undefined;

  /** Says what it serves; until then it answers 503. */
  serve(target: FunctionUrlTarget): void {
    this.#target = target;
  }

  protected override async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    response.setHeader('x-amzn-requestid', requestId);
    const target = this.#target;
    if (target === undefined) return refuse(response, 503, 'Service Unavailable');
    const { cors, now = Date.now } = target;
    if (cors !== undefined && isPreflight(request)) {
      response.writeHead(200, preflightHeaders(cors, request));
      response.end();
      return;
    }
    const corsHeaders = cors === undefined ? {} : responseHeaders(cors, request);
    // Signatures are not checked here, so what asks for one is never reachable
    if (target.authType !== 'NONE') return refuse(response, 403, 'Forbidden', corsHeaders);
    const body = await readBody(request, MAX_REQUEST_BYTES);
    if (body === 'gone') return;
    if (body === 'too-large') {
      const message = `Request must be smaller than ${MAX_REQUEST_BYTES} bytes for the InvokeFunction operation`;
      return refuse(response, 413, message, { ...corsHeaders, connection: 'close' });
    }
    try {
      const event = urlEvent(request, { body, urlId: target.urlId, requestId, now: new Date(now()) });
      const invocation = await target.host.invokeStream(target.functionArn, event, requestId);
      await sendResponse(invocation, response, { isBuffered: target.invokeMode === 'BUFFERED', headers: corsHeaders });
    } catch (error) {
      if (response.headersSent || error instanceof ClientDroppedError) response.destroy();
      else if (error instanceof FunctionError && error.kind === 'Throttled') {
        refuse(response, 429, error.message, { ...corsHeaders, 'x-amzn-errortype': error.errorType });
      } else {
        for (const name of response.getHeaderNames()) if (name !== 'x-amzn-requestid') response.removeHeader(name);
        refuse(response, 502, 'Internal Server Error', corsHeaders);
      }
    }
  }
}

/** Answers as AWS's front does: `{"Message": …}`. */
function refuse(
  response: ServerResponse,
  statusCode: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(statusCode, { ...headers, 'content-type': 'application/json' });
  response.end(JSON.stringify({ Message: message }));
}
