import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FunctionConfig } from './function-config.ts';
import { FunctionError } from './function-error.ts';
import type { Invocation } from './invocation.ts';

const ROUTE = /^\/2018-06-01\/runtime\/(init\/error|invocation\/(next|([^/]+)\/(response|error)))$/;
const ERROR_TYPE_TRAILER = 'lambda-runtime-function-error-type';
const ERROR_BODY_TRAILER = 'lambda-runtime-function-error-body';

/** What the Runtime API tells the environment that it belongs to. */
export interface RuntimeApiListener {
  /** The runtime asks for its next invocation: initialised, or done with the last one. */
  onNext(): void;
  onInitError(error: FunctionError): void;
  /** The last event before the invocation's fault went out. */
  onFault(): void;
}

/**
 * The Runtime API of one environment, on a port of its own: the address in `AWS_LAMBDA_RUNTIME_API` has no path.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  readonly #config: FunctionConfig;
  readonly #listener: RuntimeApiListener;
  readonly #server: Server;
  #next: ServerResponse | undefined;
  #current: Invocation | undefined;

  constructor(config: FunctionConfig, listener: RuntimeApiListener) {
    this.#config = config;
    this.#listener = listener;
    // Responses stream for as long as the function runs
    this.#server = createServer({ requestTimeout: 0, keepAliveTimeout: 0 }, (request, response) =>
      this.#route(request, response),
    );
  }

  /** Listens; returns `host:port`. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /**
   * Hands an invocation to the runtime that waits in `next`.
   *
   * @param time - the deadline in milliseconds since the epoch by this machine's clock, which the runtime client keeps,
   * and by how many milliseconds the function's time of day is ahead of it
   */
  deliver(invocation: Invocation, time: { readonly deadline: number; readonly clockOffsetMs: number }): void {
    this.#current = invocation;
    const next = this.#next;
    this.#next = undefined;
    next?.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': invocation.requestId,
      'lambda-runtime-deadline-ms': String(time.deadline),
      'lambda-runtime-invoked-function-arn': this.#config.arn,
      'lambda-runtime-trace-id': invocation.traceId,
      'local-aws-clock-offset-ms': String(time.clockOffsetMs),
    });
    next?.end(invocation.payload);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #route(request: IncomingMessage, response: ServerResponse): void {
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    const [, route, invocationRoute, requestId, kind] = ROUTE.exec(request.url ?? '') ?? [];
    if (invocationRoute === 'next') {
      this.#next = response;
      this.#listener.onNext();
      return;
    }
    if (route === 'init/error') {
      void readError(request).then((report) => {
        accept(response);
        this.#listener.onInitError(new FunctionError('Init', report.errorType, report.errorMessage));
      });
      return;
    }
    const invocation = this.#current;
    if (invocation === undefined || invocation.requestId !== requestId || invocation.isFinished) {
      request.resume();
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ errorType: 'InvalidRequestID', errorMessage: 'Invalid request ID' }));
    } else if (kind === 'error') {
      void readError(request).then((report) => {
        invocation.fail(new FunctionError('Unhandled', report.errorType, report.errorMessage));
        accept(response);
      });
    } else {
      this.#receive(request, response, invocation);
    }
  }

  #receive(request: IncomingMessage, response: ServerResponse, invocation: Invocation): void {
    const isStreaming = request.headers['lambda-runtime-function-response-mode'] === 'streaming';
    invocation.begin(request.headers['content-type'] ?? 'application/octet-stream', isStreaming, () =>
      request.resume(),
    );
    request.on('data', (chunk: Buffer) => {
      const next = invocation.push(chunk);
      if (next === 'wait') request.pause();
      if (next === 'fault') this.#listener.onFault();
    });
    request.on('end', () => {
      const errorType = request.trailers[ERROR_TYPE_TRAILER];
      if (errorType === undefined) invocation.end();
      else invocation.fail(trailerError(errorType, request.trailers[ERROR_BODY_TRAILER]));
      accept(response);
    });
    request.on('close', () => {
      if (!request.complete) {
        invocation.fail(new FunctionError('Exit', 'Runtime.TruncatedResponse', 'The response was cut'));
      }
    });
  }
}

function accept(response: ServerResponse): void {
  response.writeHead(202, { 'content-type': 'application/json' });
  response.end('{"status":"OK"}');
}

interface ErrorReport {
  readonly errorType: string;
  readonly errorMessage: string;
}

async function readError(request: IncomingMessage): Promise<ErrorReport> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    // cut while it reported: what came is enough
  }
  return parseReport(Buffer.concat(chunks).toString('utf8'));
}

function parseReport(text: string): ErrorReport {
  try {
    const report = JSON.parse(text) as Partial<ErrorReport>;
    return { errorType: report.errorType ?? 'Error', errorMessage: report.errorMessage ?? '' };
  } catch {
    return { errorType: 'Error', errorMessage: '' };
  }
}

function trailerError(errorType: string, body: string | undefined): FunctionError {
  const report = parseReport(Buffer.from(body ?? '', 'base64').toString('utf8'));
  return new FunctionError('Unhandled', errorType, report.errorMessage);
}
