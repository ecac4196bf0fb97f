import type { LimitFunction } from 'p-limit';
import { Environment, type EnvironmentOptions, killedError } from './environment.ts';
import { FunctionError } from './function-error.ts';
import type { FunctionFault } from './function-fault.ts';
import { Invocation, type InvocationOptions, type InvocationResponse } from './invocation.ts';

/** What a {@link FunctionPool} starts its environments with, and how many. */
export interface FunctionPoolOptions extends Pick<EnvironmentOptions, 'config' | 'log' | 'clock'> {
  /** Asked for every new environment. */
  environment(): Pick<EnvironmentOptions, 'endpointUrl' | 'jwksUrl' | 'origins' | 'credentials'>;
  /** Lets as many environments of all functions start at a time as the machine has cores for. */
  readonly startLimit: LimitFunction;
  /** Environments that this machine bears; further invocations wait. */
  readonly maxEnvironments: number;
}

/** Which clients test control drops, and when. */
export interface ClientDrop {
  /** Once this many Server-Sent Events went out to the client. Default 0: at once. */
  readonly afterEvents?: number | undefined;
  /** How many responses: those in flight, then the next ones. Default 1. */
  readonly times?: number | undefined;
}

const NO_DROPS = { afterEvents: 0, times: 0 };

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
  #nextDrops = NO_DROPS;
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
   * @throws FunctionError when it failed before it began to answer, ClientDroppedError when its client was dropped
   */
  invoke(payload: Buffer, options: InvocationOptions = {}): Promise<InvocationResponse> {
    const { config } = this.#options;
    const invocation = new Invocation(payload, options);
    invocation.fault = this.#nextFault;
    this.#nextFault = undefined;
    this.#armDrop(invocation);
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

  /**
   * Drops the clients of the responses in flight, and where they are fewer than `times`, of the next ones. What was
   * armed before is forgotten.
   *
   * @returns how many were dropped at once
   */
  drop({ afterEvents = 0, times = 1 }: ClientDrop): number {
    const running = this.#environments.flatMap(({ invocation }) => invocation ?? []);
    const answering = [...running, ...this.#waiting].filter(({ hasClient, isFinished }) => hasClient && !isFinished);
    this.#nextDrops = { afterEvents, times: Math.max(0, times - answering.length) };
    return answering.filter((invocation) => invocation.dropClient(afterEvents)).length;
  }

  /** Forgets the drops that are armed for the next responses. */
  forgetDrops(): void {
    this.#nextDrops = NO_DROPS;
  }

  /** Lets the next invocation go wrong, or takes that back. */
  arm(fault: FunctionFault | undefined): void {
    this.#nextFault = fault;
  }

  /** Ends everything; invocations that wait or come later fail. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const invocation of this.#waiting.splice(0)) invocation.fail(killedError());
    this.kill();
  }

  #armDrop(invocation: Invocation): void {
    const { afterEvents, times } = this.#nextDrops;
    if (!invocation.hasClient || times === 0) return;
    this.#nextDrops = { afterEvents, times: times - 1 };
    invocation.dropClient(afterEvents);
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
    const { config, log, clock } = this.#options;
    const environment = new Environment(
      {
        config,
        log,
        clock,
        ...this.#options.environment(),
        onIdle: (idle) => this.#runWaiting(idle),
        onExit: (ended) => this.#remove(ended),
      },
      invocation,
    );
    this.#environments.push(environment);
    this.#options
      .startLimit(() => environment.start())
      .catch((cause: unknown) => {
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
