import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import { LocalClock } from '../local-clock.ts';
import type { ActiveResources } from './environment-link.ts';
import type { EnvironmentCredentials } from './environment-variables.ts';
import type { FunctionConfig } from './function-config.ts';
import { FunctionError } from './function-error.ts';
import type { FunctionFault } from './function-fault.ts';
import { FunctionLog } from './function-log.ts';
import { type ClientDrop, FunctionPool } from './function-pool.ts';
import type { InvocationResponse } from './invocation.ts';

/** Waits before the second and third try of an asynchronous invocation, as Lambda's. */
const DEFAULT_ASYNC_RETRY_DELAYS_MS = [60_000, 120_000];
const DEFAULT_MAX_ENVIRONMENTS = 50;
/** One that takes long to start must not keep all others from it, also where there is one core. */
const MIN_STARTS_AT_A_TIME = 2;
/** How long a new time of day may take to reach all environments. */
const CLOCK_WAIT_MS = 1_000;

/** An asynchronous invocation that failed for good. */
export interface AsyncFailure {
  readonly config: FunctionConfig;
  /** The same for all attempts. */
  readonly requestId: string;
  readonly payload: unknown;
  readonly error: FunctionError;
  readonly attempts: number;
}

/** What a {@link LambdaHost} runs, and what it needs around it. */
export interface LambdaHostOptions {
  readonly functions: readonly FunctionConfig[];
  /** Folder of the functions' logs, one file each. */
  readonly logDirectory: string;
  /** Where the functions' SDK calls go. */
  readonly endpointUrl: string;
  /** Base of the local key sets; asked when an environment starts. */
  jwksUrl?(): string | undefined;
  /**
   * Origins that functions reach on this machine instead, such as `{'https://api.pinecone.io': 'http://127.0.0.1:4010'}`.
   * Default: none.
   */
  readonly origins?: Readonly<Record<string, string>>;
  /** New keys for every environment. */
  credentials(config: FunctionConfig): EnvironmentCredentials;
  /** Why a function's log may not be kept, where its role does not allow it. Default: every log is kept. */
  logRefusal?(config: FunctionConfig): string | undefined;
  /** The run's time of day, which the functions see. Default: this machine's. */
  readonly clock?: LocalClock;
  /** Environments per function; further invocations wait. Default 50. */
  readonly maxEnvironments?: number;
  /** Milliseconds before each further try of an asynchronous invocation. Default one and two minutes. */
  readonly asyncRetryDelaysMs?: readonly number[];
  /** An asynchronous invocation failed for good: where it goes is `config.onFailureArn` and `config.deadLetterArn`. */
  onAsyncFailure?(failure: AsyncFailure): void;
}

/** A further try of an asynchronous invocation, until its time has come. */
interface WaitingRetry {
  readonly config: FunctionConfig;
  readonly timer: NodeJS.Timeout;
  run(): void;
}

/** Runs the functions of an app under Lambda's own runtime client. */
export class LambdaHost {
  readonly #options: LambdaHostOptions;
  readonly #clock: LocalClock;
  readonly #pools = new Map<string, FunctionPool>();
  readonly #logs = new Map<string, FunctionLog>();
  readonly #retries = new Set<WaitingRetry>();
  #isClosed = false;

  constructor(options: LambdaHostOptions) {
    this.#options = options;
    this.#clock = options.clock ?? new LocalClock();
    // On Lambda starting takes nothing from what runs. Here fifty at once would leave a running turn no time for its lease.
    const startLimit = pLimit(Math.max(MIN_STARTS_AT_A_TIME, availableParallelism()));
    for (const config of options.functions) {
      const log = new FunctionLog(options.logDirectory, config.name, options.logRefusal?.(config));
      this.#logs.set(config.name, log);
      this.#pools.set(
        config.name,
        new FunctionPool({
          config,
          log,
          clock: this.#clock,
          startLimit,
          maxEnvironments: options.maxEnvironments ?? DEFAULT_MAX_ENVIRONMENTS,
          environment: () => ({
            endpointUrl: options.endpointUrl,
            jwksUrl: options.jwksUrl?.(),
            origins: options.origins,
            credentials: options.credentials(config),
          }),
        }),
      );
    }
  }

  get functions(): readonly FunctionConfig[] {
    return this.#options.functions;
  }

  /** The function with this name, ARN (qualified or not) or logical id. */
  find(nameOrArn: string): FunctionConfig | undefined {
    return this.#options.functions.find(
      ({ name, arn, logicalId }) =>
        name === nameOrArn || arn === nameOrArn || logicalId === nameOrArn || nameOrArn.startsWith(`${arn}:`),
    );
  }

  /**
   * Runs a function for a client over HTTP and returns the begin of its response, as soon as there is one.
   *
   * @param requestId - what the function sees as its request id; a new one where it is left out
   * @throws FunctionError when it failed before, `NotServed` for an unknown name; ClientDroppedError, here and from
   * the response's body, where test control drops the client
   */
  async invokeStream(nameOrArn: string, payload: unknown, requestId?: string): Promise<InvocationResponse> {
    return this.#pool(nameOrArn).invoke(toBytes(payload), { requestId, hasClient: true });
  }

  /**
   * Runs a function and waits for what it returns (`RequestResponse`), or accepts the call and runs it later with
   * retries (`Event`).
   *
   * @returns the parsed response; `undefined` for `Event`, and where the response is not JSON
   * @throws FunctionError when it failed; an `Event` fails only for an unknown name
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
   */
  async invoke(
    nameOrArn: string,
    payload: unknown,
    options: { readonly type: 'RequestResponse' | 'Event' },
  ): Promise<unknown> {
    this.#pool(nameOrArn);
    if (options.type === 'Event') {
      this.#runLater(nameOrArn, payload, { requestId: randomUUID(), attempt: 1 });
      return undefined;
    }
    return parsed(await this.#collect(nameOrArn, payload));
  }

  /**
   * Ends a function's environments, now or in the middle of a response.
   *
   * @param options.afterEvents - once this many Server-Sent Events of the response in flight, else the next, went out
   * @returns how many environments were ended at once
   * @throws FunctionError `NotServed` for an unknown name
   */
  kill(nameOrArn: string, options: { readonly afterEvents?: number | undefined } = {}): number {
    return this.#pool(nameOrArn).kill(options.afterEvents);
  }

  /**
   * Drops clients of a function, which goes on and is not told. Calls of `invoke` have no client.
   *
   * @returns how many were dropped at once
   * @throws FunctionError `NotServed` for an unknown name
   */
  drop(nameOrArn: string, drop: ClientDrop = {}): number {
    return this.#pool(nameOrArn).drop(drop);
  }

  /** Forgets the drops that are armed for a function's next responses. @throws FunctionError `NotServed` for an unknown name */
  forgetDrops(nameOrArn: string): void {
    this.#pool(nameOrArn).forgetDrops();
  }

  /**
   * Lets a function's next invocation go wrong; with `undefined` it goes on as ever.
   *
   * @throws FunctionError `NotServed` for an unknown name
   */
  arm(nameOrArn: string, fault: FunctionFault | undefined): void {
    this.#pool(nameOrArn).arm(fault);
  }

  /**
   * Makes a function's further tries of asynchronous invocations at once that wait for their time.
   *
   * @returns how many
   * @throws FunctionError `NotServed` for an unknown name
   */
  retryNow(nameOrArn: string): number {
    const config = this.#config(nameOrArn);
    const waiting = [...this.#retries].filter((retry) => retry.config === config);
    for (const { run } of waiting) run();
    return waiting.length;
  }

  /**
   * Moves the time of day that functions see: those that run, those idle and those started later.
   *
   * @param offsetMs - milliseconds ahead of this machine's clock, negative behind it
   * @returns once every environment has it, or after a second: a function that keeps its process busy all that time
   * gets it when it lets go, before its next invocation at the latest
   */
  async moveClock(offsetMs: number): Promise<void> {
    this.#clock.offsetMs = offsetMs;
    const environments = [...this.#pools.values()].flatMap((pool) => pool.environments);
    const abort = new AbortController();
    const timeUp = delay(CLOCK_WAIT_MS, undefined, { signal: abort.signal }).catch(() => undefined);
    await Promise.race([Promise.all(environments.map((environment) => environment.followClock())), timeUp]);
    abort.abort();
  }

  /**
   * What keeps each idle environment's event loop busy, by kind, such as `{"Timeout": 1, "TCPSocketWrap": 2}`.
   *
   * @throws FunctionError `NotServed` for an unknown name
   * @see https://nodejs.org/api/process.html#processgetactiveresourcesinfo
   */
  activeResources(nameOrArn: string): Promise<readonly ActiveResources[]> {
    const idle = this.#pool(nameOrArn).environments.filter(({ isIdle }) => isIdle);
    return Promise.all(idle.map((environment) => environment.activeResources()));
  }

  /** Last lines of a function's log, oldest first. @throws FunctionError `NotServed` for an unknown name */
  logs(nameOrArn: string): readonly string[] {
    return this.#logs.get(this.#config(nameOrArn).name)?.lines() ?? [];
  }

  /** Process ids of a function's environments. @throws FunctionError `NotServed` for an unknown name */
  processIds(nameOrArn: string): readonly number[] {
    return this.#pool(nameOrArn)
      .environments.map(({ processId }) => processId)
      .filter((id): id is number => id !== undefined);
  }

  /** Ends every environment at once, then closes the logs. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { timer } of this.#retries) clearTimeout(timer);
    for (const pool of this.#pools.values()) pool.close();
    await Promise.all([...this.#logs.values()].map((log) => log.close()));
  }

  async #collect(nameOrArn: string, payload: unknown, requestId?: string): Promise<string> {
    const { body } = await this.#pool(nameOrArn).invoke(toBytes(payload), { requestId });
    const chunks: Buffer[] = [];
    for await (const chunk of body) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  }

  #runLater(
    nameOrArn: string,
    payload: unknown,
    { requestId, attempt }: { readonly requestId: string; readonly attempt: number },
  ): void {
    this.#collect(nameOrArn, payload, requestId).catch((error: unknown) => {
      const config = this.#config(nameOrArn);
      const failure = error instanceof FunctionError ? error : new FunctionError('Exit', 'Error', String(error));
      if (this.#isClosed) return;
      if (attempt > config.maximumRetryAttempts) {
        this.#options.onAsyncFailure?.({ config, requestId, payload, error: failure, attempts: attempt });
        return;
      }
      const delays = this.#options.asyncRetryDelaysMs ?? DEFAULT_ASYNC_RETRY_DELAYS_MS;
      const run = () => {
        clearTimeout(retry.timer);
        this.#retries.delete(retry);
        this.#runLater(nameOrArn, payload, { requestId, attempt: attempt + 1 });
      };
      const retry = { config, run, timer: setTimeout(run, delays[attempt - 1] ?? delays.at(-1) ?? 0) };
      this.#retries.add(retry);
    });
  }

  #config(nameOrArn: string): FunctionConfig {
    const config = this.find(nameOrArn);
    if (config === undefined)
      throw new FunctionError('NotServed', 'ResourceNotFoundException', `no function ${nameOrArn}`);
    return config;
  }

  #pool(nameOrArn: string): FunctionPool {
    const pool = this.#pools.get(this.#config(nameOrArn).name);
    if (pool === undefined)
      throw new FunctionError('NotServed', 'ResourceNotFoundException', `no function ${nameOrArn}`);
    return pool;
  }
}

function toBytes(payload: unknown): Buffer {
  return Buffer.from(JSON.stringify(payload ?? null));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
