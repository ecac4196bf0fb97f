import type { ServerResponse } from 'node:http';
import {
  FunctionError,
  type InvocationResponse,
  type LambdaHost,
  MalformedPreludeError,
  readMetadata,
} from '../lambda/index.ts';
import { sendBody } from '../send-body.ts';
import { Deadline } from './deadline.ts';
import { badGateway, GatewayError } from './gateway-error.ts';
import type { ProxyEvent } from './proxy-event.ts';
import { bufferedResponse, type ResponseHead, responseHead } from './proxy-response.ts';

/** One call of a function by a method. */
export interface LambdaCall {
  readonly host: Pick<LambdaHost, 'invokeStream'>;
  readonly functionArn: string;
  readonly event: ProxyEvent;
  /** Milliseconds for the whole response. */
  readonly timeoutMs: number;
  /** Milliseconds of silence after which a stream is cut. */
  readonly idleTimeoutMs: number;
  /** The client's `Accept`, and the API's binary types. */
  readonly accept: { readonly header: string | undefined; readonly binaryMediaTypes: readonly string[] };
  /** Told the head before it is sent; false to send nothing, because the connection is cut. */
  onHead(head: ResponseHead): boolean;
}

/** Limit of a buffered response of Lambda, in bytes. */
const MAX_RESPONSE_BYTES = 6 * 1024 * 1024;
/** API Gateway looks for the end of the metadata in so many first bytes. */
const MAX_METADATA_BYTES = 16 * 1024;

/**
 * Runs the function and sends its response when it is whole.
 *
 * @throws GatewayError where the function failed or was too slow; nothing has been sent then
 */
export async function sendBuffered(call: LambdaCall, response: ServerResponse): Promise<void> {
  const { head, body } = await withInvocation(call, response, async (invocation, deadline) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const iterator = invocation.body[Symbol.asyncIterator]();
    for (let next = await deadline.race(iterator.next()); next.done !== true; ) {
      bytes += next.value.length;
      if (bytes > MAX_RESPONSE_BYTES) throw badGateway('the response is larger than 6 MB');
      chunks.push(next.value);
      next = await deadline.race(iterator.next());
    }
    return bufferedResponse(Buffer.concat(chunks), call.accept);
  });
  if (!call.onHead(head)) return;
  sendHead(response, head);
  response.end(body);
}

/**
 * Runs the function and sends its response as it is written: metadata, eight NUL bytes, the body.
 *
 * @throws GatewayError before anything is sent; once the head is out (`headersSent`) the stream was cut
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 */
export async function sendStream(call: LambdaCall, response: ServerResponse): Promise<void> {
  await withInvocation(call, response, async (invocation, deadline) => {
    const { metadata, body } = await deadline.race(readMetadata(invocation.body, MAX_METADATA_BYTES));
    const head = responseHead(metadata);
    if (!call.onHead(head)) return;
    sendHead(response, head);
    response.flushHeaders();
    await sendBody(response, { next: () => nextInTime(body, deadline, call.idleTimeoutMs) });
  });
}

/** Whatever goes wrong, nobody reads on: the function is never made to wait. */
async function withInvocation<Result>(
  call: LambdaCall,
  response: ServerResponse,
  use: (invocation: InvocationResponse, deadline: Deadline) => Promise<Result>,
): Promise<Result> {
  const deadline = new Deadline(call.timeoutMs, () => new GatewayError('INTEGRATION_TIMEOUT'));
  const begun = call.host.invokeStream(call.functionArn, call.event);
  const discard = (): void => {
    begun.then(
      ({ body }) => body.discard(),
      () => undefined,
    );
  };
  response.once('close', discard);
  try {
    return await use(await deadline.race(begun), deadline);
  } catch (error) {
    discard();
    throw gatewayError(error);
  } finally {
    deadline.clear();
  }
}

async function nextInTime(
  body: AsyncIterator<Buffer>,
  deadline: Deadline,
  idleTimeoutMs: number,
): Promise<IteratorResult<Buffer>> {
  const silence = new Deadline(idleTimeoutMs, () => new GatewayError('INTEGRATION_TIMEOUT'));
  try {
    return await silence.race(deadline.race(body.next()));
  } finally {
    silence.clear();
  }
}

function sendHead(response: ServerResponse, { statusCode, headers }: ResponseHead): void {
  response.statusCode = statusCode;
  for (const [name, values] of headers) response.appendHeader(name, [...values]);
}

function gatewayError(error: unknown): unknown {
  if (error instanceof MalformedPreludeError) return badGateway(error.message);
  if (!(error instanceof FunctionError)) return error;
  const reason = `${error.errorType}: ${error.message}`;
  const isRefused = error.kind === 'Throttled' || error.kind === 'NotServed';
  return isRefused ? new GatewayError('API_CONFIGURATION_ERROR', { reason }) : badGateway(reason);
}
