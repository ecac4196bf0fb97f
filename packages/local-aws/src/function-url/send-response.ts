import type { ServerResponse } from 'node:http';
import { isJsonObject, stringAt } from '../json.ts';
import { type InvocationResponse, PRELUDE_CONTENT_TYPE } from '../lambda/index.ts';
import { sendBody, write } from '../send-body.ts';
import { type ResponsePrelude, readPrelude, responsePrelude } from './response-prelude.ts';

/** Headers that belong to a connection: the front sets its own. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** How a Function URL passes a function's response on. */
export interface SendOptions {
  readonly isBuffered: boolean;
  /** Headers that the front adds, CORS among them. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Passes a function's response on to the client: each piece at once, or whole in buffered mode.
 *
 * @returns once the last byte is handed to the socket or the client is gone
 * @throws MalformedPreludeError or FunctionError: before the head was sent the caller can still answer (`headersSent`),
 * after it everything that the function wrote before has been sent
 */
export async function sendResponse(
  invocation: InvocationResponse,
  response: ServerResponse,
  options: SendOptions,
): Promise<void> {
  response.once('close', () => invocation.body.discard());
  if (options.isBuffered) return sendBuffered(invocation, response, options);
  if (invocation.contentType === PRELUDE_CONTENT_TYPE) {
    const { prelude, body } = await readPrelude(invocation.body);
    sendHead(response, prelude, options);
    response.flushHeaders();
    return sendBody(response, body);
  }
  const body = invocation.body[Symbol.asyncIterator]();
  const first = await body.next();
  sendHead(response, { statusCode: 200, headers: { 'content-type': invocation.contentType }, cookies: [] }, options);
  if (first.done !== true) await write(response, first.value);
  return sendBody(response, body);
}

/** Payload format 2.0: an object with `statusCode` is the response, anything else is its JSON body. */
async function sendBuffered(
  invocation: InvocationResponse,
  response: ServerResponse,
  options: SendOptions,
): Promise<void> {
  if (invocation.contentType === PRELUDE_CONTENT_TYPE) {
    const { prelude, body } = await readPrelude(invocation.body);
    const chunks: Buffer[] = [];
    for (let next = await body.next(); next.done !== true; next = await body.next()) chunks.push(next.value);
    sendHead(response, prelude, options);
    response.end(Buffer.concat(chunks));
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of invocation.body) chunks.push(chunk);
  const payload = Buffer.concat(chunks);
  const value = invocation.isStreaming ? undefined : parsed(payload);
  if (!isJsonObject(value) || value.statusCode === undefined) {
    const contentType = invocation.isStreaming ? invocation.contentType : 'application/json';
    sendHead(response, { statusCode: 200, headers: { 'content-type': contentType }, cookies: [] }, options);
    response.end(typeof value === 'string' ? value : payload);
    return;
  }
  const prelude = responsePrelude(value);
  sendHead(response, { ...prelude, headers: { 'content-type': 'application/json', ...prelude.headers } }, options);
  response.end(Buffer.from(stringAt(value, 'body') ?? '', value.isBase64Encoded === true ? 'base64' : 'utf8'));
}

function sendHead(response: ServerResponse, prelude: ResponsePrelude, options: SendOptions): void {
  response.statusCode = prelude.statusCode;
  for (const [name, value] of Object.entries(prelude.headers)) {
    if (!HOP_BY_HOP.has(name)) response.setHeader(name, value);
  }
  // Appended, not replaced: a function that also sets CORS headers gets them twice, as on AWS
  for (const [name, value] of Object.entries(options.headers)) response.appendHeader(name, value);
  if (prelude.cookies.length > 0) response.appendHeader('set-cookie', [...prelude.cookies]);
  if (!response.hasHeader('content-type')) response.setHeader('content-type', 'application/octet-stream');
}

function parsed(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
}
