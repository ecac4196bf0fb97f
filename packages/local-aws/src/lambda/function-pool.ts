import { Environment, type EnvironmentOptions, killedError } from './environment.ts';
import { FunctionError } from './function-error.ts';
import type { FunctionFault } from './function-fault.ts';
import { Invocation, type InvocationResponse } from './invocation.ts';

/** What a {@link FunctionPool} starts its environments with, and how many. */
export interface FunctionPoolOptions extends Pick<EnvironmentOptions, 'config' | 'log'> {
  /** Asked for every new environment. */
  environment(): Pick<EnvironmentOptions, 'endpointUrl' | 'jwksUrl' | 'credentials'>;
  /** Environments that this machine bears; further invocations wait. */
  readonly maxEnvironments: number;
}

/** How long an invocation waits for an environment that has answered but not yet asked for more: starting takes longer. */
const ALMOST_IDLE_WAIT_MS = 50;

/** The environments of one function: warm ones are used again, a new one starts when all are busy. */
export class FunctionPool {
  readonly #options: FunctionPoolOptions;
  /** The most recently used last: it is taken first. */
  readonly #environments: Environment[] = [];
  readonly #waiting: Invocation[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  #nextFault: FunctionFault | undefined;
  #isClosed = false;

  constructor(options: FunctionPoolOptions) {
    this.#options = options;
  }

  /** Processes that exist: idle, busy and starting. */
  get environments(): readonly Environment[] {
    return this.#environments;
  }

  /**
   * Runs the function and returns the begin of its response.
   *
   * @throws FunctionError when it failed before it began to answer
   */
  invoke(payload: Buffer, requestId?: string): Promise<InvocationResponse> {
    const { config } = this.#options;
    const invocation = new Invocation(payload, requestId);
    invocation.fault = this.#nextFault;
    this.#nextFault = undefined;
    const idle = this.#environments.findLast((environment) => environment.isIdle);
    if (config.notRunnable !== undefined) {
      invocation.fail(new FunctionError('NotServed', 'NotServed', `${config.name} cannot run: ${config.notRunnable}`));
    } else if (this.#isClosed) {
      invocation.fail(killedError());
    } else if (idle !== undefined) {
      this.#touch(idle);
      idle.run(invocation);
    } else if (this.#environments.some(isAlmostIdle)) {
      this.#waitBriefly(invocation);
    } else {
      this.#admit(invocation);
    }
    return invocation.response;
  }

  /**
   * Ends the environments: all now, or, with `afterEvents`, those that are answering once that many Server-Sent Events
   * of the response went out; where none is answering, the next response is cut so.
   *
   * @returns how many environments were ended at once
   */
  kill(afterEvents?: number): number {
    const all = [...this.#environments];
    if (afterEvents === undefined) {
      for (const environment of all) environment.kill(killedError());
      return all.length;
    }
    const answering = all.filter(({ invocation }) => invocation !== undefined && !invocation.isFinished);
    if (answering.length === 0) this.arm({ kind: 'kill', afterEvents });
    let killed = 0;
    for (const environment of answering) {
      const { invocation } = environment;
      if (invocation === undefined) continue;
      invocation.fault = { kind: 'kill', afterEvents };
      if (invocation.events >= afterEvents) {
        environment.kill(killedError());
        killed += 1;
      }
    }
    return killed;
  }

  /** Lets the next invocation go wrong. */
  arm(fault: FunctionFault): void {
    this.#nextFault = fault;
  }

  /** Ends everything; invocations that wait or come later fail. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const invocation of this.#waiting.splice(0)) invocation.fail(killedError());
    this.kill();
  }

  /** Starts an environment, or queues or refuses the invocation where there may be no more. */
  #admit(invocation: Invocation): void {
    const { config, maxEnvironments } = this.#options;
    const count = this.#environments.length;
    if (count >= (config.reservedConcurrency ?? Number.POSITIVE_INFINITY)) {
      invocation.fail(new FunctionError('Throttled', 'TooManyRequestsException', 'Rate Exceeded.'));
    } else if (count >= maxEnvironments) {
      this.#waiting.push(invocation);
    } else {
      this.#start(invocation);
    }
  }

  #start(invocation: Invocation): void {
    const { config, log } = this.#options;
    const environment = new Environment({
      config,
      log,
      ...this.#options.environment(),
      onIdle: (idle) => this.#runWaiting(idle),
      onExit: (ended) => this.#remove(ended),
    });
    this.#environments.push(environment);
    environment.start(invocation).catch((cause: unknown) => {
      environment.kill(new FunctionError('Exit', 'Runtime.ExitError', `could not start: ${String(cause)}`));
    });
  }

  #waitBriefly(invocation: Invocation): void {
    this.#waiting.push(invocation);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const index = this.#waiting.indexOf(invocation);
      if (index < 0) return;
      this.#waiting.splice(index, 1);
      this.#admit(invocation);
    }, ALMOST_IDLE_WAIT_MS);
    this.#timers.add(timer);
  }

  #runWaiting(idle: Environment): void {
    const next = this.#waiting.shift();
    if (next !== undefined) idle.run(next);
  }

  #remove(ended: Environment): void {
    const index = this.#environments.indexOf(ended);
    if (index >= 0) this.#environments.splice(index, 1);
    const next = this.#isClosed ? undefined : this.#waiting.shift();
    if (next !== undefined) this.#start(next);
  }

  #touch(environment: Environment): void {
    this.#environments.splice(this.#environments.indexOf(environment), 1);
    this.#environments.push(environment);
  }
}

/** It has given its whole response, and asks for the next invocation in a moment. */
function isAlmostIdle({ invocation }: Environment): boolean {
  return invocation?.isFinished === true;
}
