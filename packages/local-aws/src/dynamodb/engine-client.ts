import type { ServerResponse } from 'node:http';
import { Agent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { isJsonObject, type JsonObject, stringAt } from '../json.ts';
import type { SdkRequest } from '../sdk-service.ts';

/** Headers that belong to one connection (RFC 9110 §7.6.1), and the length, which is set anew. */
const CONNECTION_HEADERS = new Set([
  'connection',
  'content-length',
  'host',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);
const API_VERSION = 'DynamoDB_20120810';

/** An error that the engine answered. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  /** The error's name without its namespace, such as `ResourceNotFoundException`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** What becomes of an answer on its way to the SDK. */
export interface AnswerOptions {
  /** Changes its text. */
  readonly rewrite: ((text: string) => string) | undefined;
  /** The connection is cut in its place. */
  readonly isAnswerLost: boolean;
}

/** How this package talks to the engine. */
export interface EngineClient {
  /** Makes a call of our own. Errors: {@link EngineError}. */
  call(operation: string, input: JsonObject): Promise<JsonObject>;
  /** Passes an SDK call on with `body` and writes the engine's answer. */
  pass(request: SdkRequest, body: Buffer, response: ServerResponse, answer: AnswerOptions): Promise<void>;
  close(): void;
}

/** A client of the engine on a loopback port, with connections that stay open. */
export function engineClient(port: number): EngineClient {
  const agent = new Agent({ keepAlive: true });

  function send(headers: IncomingHttpHeaders, body: Buffer, signal?: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest({
        host: '127.0.0.1',
        port,
        method: 'POST',
        path: '/',
        agent,
        headers: { ...headers, 'content-length': body.byteLength },
        ...(signal && { signal }),
      });
      outgoing.setNoDelay(true);
      outgoing.on('response', resolve);
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  return {
    call: async (operation, input) => {
      const answer = await send(ownHeaders(operation), Buffer.from(JSON.stringify(input)));
      const output: unknown = JSON.parse((await buffer(answer)).toString('utf8'));
      if (answer.statusCode === 200 && isJsonObject(output)) return output;
      const code = stringAt(output, '__type')?.split('#').at(-1) ?? 'InternalServerError';
      throw new EngineError(code, stringAt(output, 'message') ?? stringAt(output, 'Message') ?? code);
    },
    pass: async (request, body, response, { rewrite, isAnswerLost }) => {
      const abort = new AbortController();
      const onClose = () => abort.abort();
      response.once('close', onClose);
      try {
        const answer = await send(forwardable(request.headers), body, abort.signal);
        const received = await buffer(answer);
        if (isAnswerLost) {
          response.destroy();
          return;
        }
        const output = rewrite === undefined ? received : Buffer.from(rewrite(received.toString('utf8')));
        const headers = forwardable(answer.headers);
        if (rewrite !== undefined) delete headers['x-amz-crc32'];
        response.writeHead(answer.statusCode ?? 500, { ...headers, 'content-length': output.byteLength });
        response.end(output);
      } catch (cause) {
        if (!abort.signal.aborted) throw cause; // Otherwise the caller left, and nobody waits for an answer.
      } finally {
        response.off('close', onClose);
      }
    },
    close: () => agent.destroy(),
  };
}

function forwardable(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !CONNECTION_HEADERS.has(name)));
}

/** Engines want a signature's form and look no further. */
function ownHeaders(operation: string): IncomingHttpHeaders {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `LOCAL/${date.slice(0, 8)}/us-east-1/dynamodb/aws4_request`;
  return {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-date': date,
    'x-amz-target': `${API_VERSION}.${operation}`,
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=0`,
  };
}
