import type { Clock } from '@coach-stream/streaming-core';
import type { Index, Pinecone } from '@pinecone-database/pinecone';
import { RetrievalError, type RetrievalErrorCode } from './errors.ts';
import { sleep, withDeadline } from './with-deadline.ts';

/** Where an index is found. */
export interface PineconeTarget {
  /** By its name, for which the control plane is asked once a process, or by its host. */
  readonly index: { readonly name: string } | { readonly host: string };
  /** Address of the control plane. Default: Pinecone's. */
  readonly controllerHostUrl?: string;
  /** Gives the API key: asked at every call, so it has to cache. A rejection counts as `unavailable`. */
  readonly apiKey: () => Promise<string>;
}

/** What one call of the index may take. */
export interface CallLimits {
  /** Milliseconds for the whole call: loading the client, key and host, every attempt and the waits between them. */
  readonly timeoutMs: number;
  /** How often a fault is tried again that may pass: an outage, throttling. 0: a lost connection only, once. */
  readonly retries: number;
  /** Counts an answer "not found" as success: what was to be removed is not there. */
  readonly isGoneFine?: boolean;
  readonly signal?: AbortSignal | undefined;
}

const FIRST_BACKOFF_MS = 200;
const HTTP_NOT_FOUND = 404;
/** Given to the second of two deletions of a namespace. */
const HTTP_PRECONDITION_FAILED = 412;
const HTTP_TOO_MANY_REQUESTS = 429;

/** A failed attempt, and what of it decides about the next one. */
interface Fault {
  readonly error: RetrievalError;
  /** Absent: no answer came. */
  readonly status: number | undefined;
}

/**
 * Runs calls of Pinecone's client within bounds that it does not have itself: the client takes no signal and no
 * timeout, waits on timers that nothing can cancel, and reports statuses in the words of its messages. So it gets a
 * `fetch` of ours, which carries the signal and notes the status, and makes no retries of its own.
 */
export class PineconeCaller {
  readonly #target: PineconeTarget;
  readonly #clock: Clock;
  readonly #random: () => number;
  #knownHost: string | undefined;

  constructor(target: PineconeTarget, { clock, random }: { readonly clock: Clock; readonly random: () => number }) {
    this.#target = target;
    this.#clock = clock;
    this.#random = random;
  }

  /**
   * Gives the index to `work`, again after a fault that may pass.
   *
   * @returns what `work` resolves to; `undefined` where the index answered "not found" and that is fine
   * @throws RetrievalError; the signal's reason where the caller aborted
   */
  async call<Result>(limits: CallLimits, work: (index: Index) => Promise<Result>): Promise<Result | undefined> {
    const { timeoutMs, retries, signal: caller } = limits;
    return withDeadline({ timeoutMs, clock: this.#clock, signal: caller }, async (signal) => {
      for (let attempt = 0; ; attempt += 1) {
        const outcome = await this.#attempt(limits, signal, work);
        if ('result' in outcome) return outcome.result;
        const { error, status } = outcome.fault;
        const isUnanswered = status === undefined;
        if (signal.aborted || error.code === 'refused') throw error;
        if (attempt >= Math.max(retries, isUnanswered ? 1 : 0)) throw error;
        // A kept connection that the other side has closed meanwhile fails at once, and a new one works
        if (isUnanswered && attempt === 0) continue;
        const backoffMs = FIRST_BACKOFF_MS * 2 ** attempt * (0.5 + this.#random());
        await sleep(backoffMs, { clock: this.#clock, signal });
      }
    });
  }

  async #attempt<Result>(
    { isGoneFine = false }: CallLimits,
    signal: AbortSignal,
    work: (index: Index) => Promise<Result>,
  ): Promise<{ readonly result: Result | undefined } | { readonly fault: Fault }> {
    let status: number | undefined;
    let isHostKnown = false;
    const observedFetch: typeof fetch = async (input, init) => {
      status = undefined;
      const response = await fetch(input, { ...init, signal, redirect: 'error' });
      status = response.status;
      return response;
    };
    try {
      const [apiKey, sdk] = await Promise.all([this.#target.apiKey(), import('./pinecone-client.ts')]);
      const { controllerHostUrl } = this.#target;
      const client = new sdk.Pinecone({
        apiKey,
        fetchApi: observedFetch,
        maxRetries: 0,
        ...(controllerHostUrl === undefined ? {} : { controllerHostUrl }),
      });
      const host = await this.#hostOf(client);
      isHostKnown = true;
      return { result: await work(client.index({ host })) };
    } catch (cause) {
      const isGone = status === HTTP_NOT_FOUND || status === HTTP_PRECONDITION_FAILED;
      if (isGoneFine && isHostKnown && isGone) return { result: undefined };
      const code = codeOf(status);
      // An index made anew under its name has another host
      if (code !== 'throttled') this.#knownHost = undefined;
      return { fault: { error: new RetrievalError(code, cause), status } };
    }
  }

  async #hostOf(client: Pinecone): Promise<string> {
    const { index } = this.#target;
    if ('host' in index) return index.host;
    if (this.#knownHost === undefined) {
      const { host, privateHost } = await client.indexes.describe(index.name);
      this.#knownHost = privateHost ?? host;
    }
    return this.#knownHost;
  }
}

/** What an answer that was no success means; 2xx ones that could not be read are no refusal. */
function codeOf(status: number | undefined): RetrievalErrorCode {
  if (status === HTTP_TOO_MANY_REQUESTS) return 'throttled';
  return status !== undefined && status >= 400 && status < 500 ? 'refused' : 'unavailable';
}
