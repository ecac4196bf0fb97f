import { randomBytes, randomUUID } from 'node:crypto';
import { EventCutter } from './event-cutter.ts';
import type { FunctionError } from './function-error.ts';
import type { FunctionFault } from './function-fault.ts';
import { ResponseBody } from './response-body.ts';

/** Content type of a response that begins with metadata: JSON, then eight NUL bytes. */
export const PRELUDE_CONTENT_TYPE = 'application/vnd.awslambda.http-integration-response';

/** The begin of a function's response; `body` is still being written. */
export interface InvocationResponse {
  readonly requestId: string;
  /** As the function's runtime sent it: `application/json` for a returned value. */
  readonly contentType: string;
  /** The handler writes to a response stream instead of returning a value. */
  readonly isStreaming: boolean;
  readonly body: ResponseBody;
}

/** One call of a function, from the moment it is accepted until its response ended or failed. */
export class Invocation {
  readonly requestId: string;
  /** Not sampled: there is no X-Ray daemon. */
  readonly traceId =
    `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
  readonly payload: Buffer;
  /** Settles with the response's begin. */
  readonly response: Promise<InvocationResponse>;
  /** What is to go wrong while it runs. */
  fault: FunctionFault | undefined;
  readonly #resolve: (response: InvocationResponse) => void;
  readonly #reject: (error: FunctionError) => void;
  #body: ResponseBody | undefined;
  #cutter: EventCutter | undefined;
  #isFinished = false;

  constructor(payload: Buffer, requestId: string = randomUUID()) {
    const { promise, resolve, reject } = Promise.withResolvers<InvocationResponse>();
    this.payload = payload;
    this.requestId = requestId;
    this.response = promise;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** The response ended or failed; nothing more is delivered. */
  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** Events of the response that went out so far; 0 before it began. */
  get events(): number {
    return this.#cutter?.events ?? 0;
  }

  /** The function began to answer. @param onDrain - the reader is ready for more after `push` gave false */
  begin(contentType: string, isStreaming: boolean, onDrain: () => void): void {
    this.#body = new ResponseBody({ onDrain });
    this.#cutter = new EventCutter(contentType === PRELUDE_CONTENT_TYPE);
    this.#resolve({ requestId: this.requestId, contentType, isStreaming, body: this.#body });
  }

  /** Passes bytes on: `wait` asks the writer to pause, `fault` says that the last event before its fault went out. */
  push(chunk: Buffer): 'more' | 'wait' | 'fault' {
    const end = this.#cutter?.read(chunk, this.fault?.afterEvents ?? Number.NaN);
    const isCut = end !== undefined && this.fault?.kind === 'kill';
    const hasRoom = this.#body?.push(isCut ? chunk.subarray(0, end) : chunk) ?? true;
    if (end !== undefined) return 'fault';
    return hasRoom ? 'more' : 'wait';
  }

  end(): void {
    this.#isFinished = true;
    this.#body?.end();
  }

  fail(error: FunctionError): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#reject(error);
    this.#body?.fail(error);
  }
}
