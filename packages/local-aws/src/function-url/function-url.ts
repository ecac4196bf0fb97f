import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { FunctionError, type LambdaHost } from '../lambda/index.ts';
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
}

/**
 * One Function URL over HTTP on loopback, an origin of its own.
 *
 * It listens before it knows its target, because the address is part of what the templates resolve to.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export class FunctionUrl {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #target: FunctionUrlTarget | undefined;
  #isDown = false;

  constructor() {
    this.#server = createServer({ noDelay: true }, (request, response) => {
      void this.#handle(request, response);
    });
    this.#server.on('connection', (socket: Socket) => {
      if (this.#isDown) {
        socket.destroy();
        return;
      }
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  /** Its address, ending in `/`. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** Listens on a port of loopback, 0 for any. @throws the system's error, such as `EADDRINUSE` */
  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
  }

  /** Says what it serves; until then it answers 503. */
  serve(target: FunctionUrlTarget): void {
    this.#target = target;
  }

  /** Refuses every connection and cuts the open ones, or takes them again. */
  setDown(isDown: boolean): void {
    this.#isDown = isDown;
    if (isDown) this.#cutAll();
  }

  async close(): Promise<void> {
    this.#cutAll();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #cutAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    response.setHeader('x-amzn-requestid', requestId);
    response.on('error', () => undefined);
    const target = this.#target;
    if (target === undefined) return refuse(response, 503, 'Service Unavailable');
    const { cors } = target;
    if (cors !== undefined && isPreflight(request)) {
      response.writeHead(200, preflightHeaders(cors, request));
      response.end();
      return;
    }
    const corsHeaders = cors === undefined ? {} : responseHeaders(cors, request);
    // Signatures are not checked here, so what asks for one is never reachable
    if (target.authType !== 'NONE') return refuse(response, 403, 'Forbidden', corsHeaders);
    const body = await readBody(request);
    if (body === 'gone') return;
    if (body === 'too-large') {
      const message = `Request must be smaller than ${MAX_REQUEST_BYTES} bytes for the InvokeFunction operation`;
      return refuse(response, 413, message, { ...corsHeaders, connection: 'close' });
    }
    try {
      const event = urlEvent(request, { body, urlId: target.urlId, requestId, now: new Date() });
      const invocation = await target.host.invokeStream(target.functionArn, event, requestId);
      await sendResponse(invocation, response, { isBuffered: target.invokeMode === 'BUFFERED', headers: corsHeaders });
    } catch (error) {
      if (response.headersSent) response.destroy();
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

async function readBody(request: IncomingMessage): Promise<Buffer | 'too-large' | 'gone'> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_REQUEST_BYTES) return 'too-large';
      chunks.push(chunk);
    }
  } catch {
    return 'gone';
  }
  return Buffer.concat(chunks);
}
