import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import type { LocalClock } from '../local-clock.ts';
import { type ActiveResources, EnvironmentLink } from './environment-link.ts';
import { type EnvironmentCredentials, environmentVariables } from './environment-variables.ts';
import type { FunctionConfig } from './function-config.ts';
import { FunctionError } from './function-error.ts';
import type { FunctionLog } from './function-log.ts';
import type { Invocation } from './invocation.ts';
import { RuntimeApi } from './runtime-api.ts';

const require = createRequire(import.meta.url);
const RUNTIME_CLIENT = require.resolve('aws-lambda-ric');
const PRELOAD = new URL('./preload/runtime-preload.mjs', import.meta.url).href;

/** Lambda allows 10 s; a laptop that starts many at once gets more. */
const INIT_TIMEOUT_MS = 30_000;

/** Shares of the function's memory that Lambda's own runtime gives to V8's heaps. */
const OLD_SPACE_SHARE = 0.9;
const SEMI_SPACE_SHARE = 0.05;

/** What an {@link Environment} needs, and whom it tells. */
export interface EnvironmentOptions {
  readonly config: FunctionConfig;
  readonly log: FunctionLog;
  readonly endpointUrl: string;
  readonly jwksUrl: string | undefined;
  readonly origins: Readonly<Record<string, string>> | undefined;
  readonly credentials: EnvironmentCredentials;
  readonly clock: LocalClock;
  /** It waits for an invocation. */
  onIdle(environment: Environment): void;
  /** Its process is gone. */
  onExit(environment: Environment): void;
}

/**
 * One execution environment: a process that runs the function under the real runtime client, one invocation at a time.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export class Environment {
  readonly #options: EnvironmentOptions;
  readonly #runtimeApi: RuntimeApi;
  #child: ChildProcess | undefined;
  #link: EnvironmentLink | undefined;
  #state: 'starting' | 'idle' | 'busy' | 'ended' = 'starting';
  #invocation: Invocation | undefined;
  #initError: FunctionError | undefined;
  #timer: NodeJS.Timeout | undefined;
  #startedAt = 0;
  readonly #hasStarted = Promise.withResolvers<void>();

  /** @param invocation its first one, which runs as soon as it has started */
  constructor(options: EnvironmentOptions, invocation: Invocation) {
    this.#options = options;
    this.#invocation = invocation;
    this.#runtimeApi = new RuntimeApi(options.config, {
      onNext: () => this.#onNext(),
      onInitError: (error) => {
        this.#initError = error;
      },
      onFault: () => this.#fail(),
    });
  }

  get processId(): number | undefined {
    return this.#child?.pid;
  }

  get isIdle(): boolean {
    return this.#state === 'idle';
  }

  /** The invocation that it runs or waits to run. */
  get invocation(): Invocation | undefined {
    return this.#invocation;
  }

  /** Starts the process, where nobody has ended it before. Settles once the module is loaded, or the process is gone. */
  async start(): Promise<void> {
    if (this.#hasEnded) return;
    const runtimeApi = await this.#runtimeApi.listen();
    if (this.#hasEnded) return this.#runtimeApi.close();
    const { log, clock, ...options } = this.#options;
    const { config } = options;
    const variables = { ...options, runtimeApi, clockOffsetMs: clock.offsetMs };
    const megabytes = config.memoryMegabytes;
    const child = spawn(
      process.execPath,
      [
        `--max-old-space-size=${Math.floor(megabytes * OLD_SPACE_SHARE)}`,
        `--max-semi-space-size=${Math.max(1, Math.floor(megabytes * SEMI_SPACE_SHARE))}`,
        '--import',
        PRELOAD,
        RUNTIME_CLIENT,
        config.handler,
      ],
      {
        cwd: config.codeDirectory,
        env: { ...environmentVariables(variables) },
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      },
    );
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      // What a killed process leaves in the pipe is lost, and no more than that.
      createInterface({ input: stream })
        .on('line', (line) => log.write(line))
        .on('error', () => undefined);
    }
    this.#link = new EnvironmentLink(child.stdio[3]);
    child.on('error', (cause) => this.#onExit(`could not be started: ${cause.message}`));
    child.on('exit', (code, signal) => this.#onExit(signal === null ? `exit status ${code}` : `signal: ${signal}`));
    this.#timer = setTimeout(
      () => this.kill(new FunctionError('Init', 'Sandbox.Timedout', 'The function did not initialise in time')),
      INIT_TIMEOUT_MS,
    );
    await this.#hasStarted.promise;
  }

  /** Runs an invocation on an idle environment. */
  run(invocation: Invocation): void {
    this.#invocation = invocation;
    this.#deliver(invocation);
  }

  /** Tells the process the run's time of day; settles once it has it. The next invocation brings it along in any case. */
  async followClock(): Promise<void> {
    await this.#link?.moveClock(this.#options.clock.offsetMs);
  }

  /** What keeps the process's event loop busy. */
  async activeResources(): Promise<ActiveResources> {
    return (await this.#link?.activeResources()) ?? {};
  }

  /** Ends the process at once; its invocation fails with `error`. */
  kill(error: FunctionError): void {
    if (this.#hasEnded) return;
    this.#end(error);
    this.#child?.kill('SIGKILL');
  }

  get #hasEnded(): boolean {
    return this.#state === 'ended';
  }

  #onNext(): void {
    if (this.#hasEnded) return;
    clearTimeout(this.#timer);
    this.#hasStarted.resolve();
    const invocation = this.#invocation;
    if (this.#state === 'starting' && invocation !== undefined) {
      this.#deliver(invocation);
      return;
    }
    if (invocation !== undefined) this.#report(invocation);
    // The runtime client posts before it asks for more, so an unfinished one never gets an answer
    invocation?.fail(new FunctionError('Exit', 'Runtime.NoResponse', 'The function gave no response'));
    this.#invocation = undefined;
    this.#state = 'idle';
    this.#options.onIdle(this);
  }

  #deliver(invocation: Invocation): void {
    const { config, log, clock } = this.#options;
    this.#state = 'busy';
    this.#startedAt = Date.now();
    clearTimeout(this.#timer);
    const { fault } = invocation;
    const timeoutMs = fault?.kind === 'deadline' ? fault.remainingMs : config.timeoutMs;
    this.#timer = setTimeout(() => this.#onTimeout(invocation), timeoutMs);
    log.write(`START RequestId: ${invocation.requestId} Version: $LATEST`);
    this.#runtimeApi.deliver(invocation, { deadline: this.#startedAt + timeoutMs, clockOffsetMs: clock.offsetMs });
    if (fault?.afterEvents === 0) this.#fail();
  }

  /** Lets the invocation's fault happen. */
  #fail(): void {
    const fault = this.#invocation?.fault;
    if (fault?.kind === 'kill') this.kill(killedError());
    else if (fault !== undefined && fault.kind !== 'deadline') this.#link?.command(fault.kind);
  }

  #onTimeout(invocation: Invocation): void {
    const { config, log } = this.#options;
    const text = `Task timed out after ${(config.timeoutMs / 1000).toFixed(2)} seconds`;
    log.write(`${new Date().toISOString()} ${invocation.requestId} ${text}`);
    const message = `RequestId: ${invocation.requestId} Error: ${text}`;
    this.kill(new FunctionError('Timeout', 'Sandbox.Timedout', message));
  }

  #onExit(reason: string): void {
    const requestId = this.#invocation?.requestId ?? '';
    if (this.#state !== 'ended') {
      this.#options.log.write(`RequestId: ${requestId} Error: Runtime exited with error: ${reason}`);
    }
    this.#end(
      this.#initError ??
        new FunctionError(
          'Exit',
          'Runtime.ExitError',
          `RequestId: ${requestId} Error: Runtime exited with error: ${reason}`,
        ),
    );
  }

  #end(error: FunctionError): void {
    if (this.#hasEnded) return;
    this.#state = 'ended';
    clearTimeout(this.#timer);
    this.#hasStarted.resolve();
    const invocation = this.#invocation;
    this.#invocation = undefined;
    invocation?.fail(error);
    if (invocation !== undefined) this.#report(invocation);
    this.#runtimeApi.close();
    this.#options.onExit(this);
  }

  #report(invocation: Invocation): void {
    const { config, log } = this.#options;
    const duration = this.#startedAt === 0 ? 0 : Date.now() - this.#startedAt;
    log.write(
      `REPORT RequestId: ${invocation.requestId}\tDuration: ${duration} ms\tMemory Size: ${config.memoryMegabytes} MB`,
    );
  }
}

/** The error of an invocation whose environment test control ended. */
export function killedError(): FunctionError {
  return new FunctionError('Killed', 'Runtime.ExitError', 'The environment was killed');
}
