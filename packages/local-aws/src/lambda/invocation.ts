import { randomBytes, randomUUID } from 'node:crypto';
import { ClientDroppedError } from './client-dropped-error.ts';
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

/** What an {@link Invocation} is made for. */
export interface InvocationOptions {
  /** What the function sees as its request id. Default: a new one. */
  readonly requestId?: string | undefined;
  /** A client over HTTP reads the response. Default: another part of the run does. */
  readonly hasClient?: boolean;
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
  readonly #reject: (error: Error) => void;
  /** A client over HTTP reads the response, and can be dropped. */
  readonly hasClient: boolean;
  #body: ResponseBody | undefined;
  #cutter: EventCutter | undefined;
  #isFinished = false;
  #dropAfterEvents: number | undefined;
  #isDropped = false;

  constructor(payload: Buffer, { requestId = randomUUID(), hasClient = false }: InvocationOptions = {}) {
    const { promise, resolve, reject } = Promise.withResolvers<InvocationResponse>();
    this.payload = payload;
    this.requestId = requestId;
    this.hasClient = hasClient;
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
    if (this.#isDropped) this.#body.discard();
    this.#resolve({ requestId: this.requestId, contentType, isStreaming, body: this.#body });
  }

  /** Passes bytes on: `wait` asks the writer to pause, `fault` says that the last event before its fault went out. */
  push(chunk: Buffer): 'more' | 'wait' | 'fault' {
    const passed = this.events;
    const ends = this.#cutter?.read(chunk) ?? [];
    const endOf = (event = 0): number | undefined => ends[event - passed - 1];
    const faultEnd = endOf(this.fault?.afterEvents);
    const dropEnd = endOf(this.#dropAfterEvents);
    const killEnd = this.fault?.kind === 'kill' ? faultEnd : undefined;
    const hasRoom = this.#body?.push(chunk.subarray(0, Math.min(killEnd ?? chunk.length, dropEnd ?? chunk.length)));
    if (dropEnd !== undefined) this.#dropNow();
    if (faultEnd !== undefined) return 'fault';
    return hasRoom === false ? 'wait' : 'more';
  }

  /**
   * Drops the client once so many events of the response went out to it, now where they have; the function goes on.
   *
   * @returns whether the client was dropped at once
   */
  dropClient(afterEvents: number): boolean {
    this.#dropAfterEvents = afterEvents;
    if (this.events < afterEvents) return false;
    this.#dropNow();
    return true;
  }

  #dropNow(): void {
    this.#isDropped = true;
    const error = new ClientDroppedError();
    this.#reject(error);
    this.#body?.fail(error);
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
