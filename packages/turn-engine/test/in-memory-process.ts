import { type Clock, StreamError } from '@coach-stream/streaming-core';
import type { TurnEnginePorts } from '../src/engine/ports.ts';
import { type TurnSettings, turnSettings } from '../src/engine/settings.ts';
import type { TurnQuota } from '../src/quota.ts';
import { InMemoryTables } from './in-memory-tables.ts';
import type { ModelResult } from './model-operations.ts';

/**
 * What happens to a call of a port: it `fails`; is carried out, but its answer is `unheard` and it fails; or it `hangs`
 * without an answer, for ever.
 */
export type CallFault = 'fails' | 'unheard' | 'hangs';

/** The lease of turns in tests, in milliseconds. */
export const LEASE_MS = 1_500;

/** One process of the engine over tables that it shares with others: its calls can be made to fail, and it can be killed. */
export class InMemoryProcess {
  readonly tables: InMemoryTables;
  readonly ports: TurnEnginePorts<string, ModelResult>;
  /** The names of all calls that it made, in order. */
  readonly calls: string[] = [];
  /** What it was told of by `onFault`. */
  readonly faults: string[] = [];
  readonly #before = new Map<string, () => void>();
  readonly #next = new Map<string, { fault: CallFault; times: number }>();
  #isKilled = false;

  constructor({
    clock,
    tables = new InMemoryTables(),
    quota,
    settings = turnSettings(LEASE_MS),
  }: { clock: Clock; tables?: InMemoryTables; quota?: TurnQuota<ModelResult> | undefined; settings?: TurnSettings }) {
    this.tables = tables;
    this.ports = {
      operations: this.#wrap(tables.operations),
      log: this.#wrap(tables.log),
      tickets: this.#wrap(tables.tickets),
      ...(quota && {
        quota: {
          open: (userId) => this.#wrap({ admit: quota.open(userId).admit }),
          ...this.#wrap<Pick<TurnQuota<ModelResult>, 'withdraw' | 'settle'>>({
            withdraw: quota.withdraw.bind(quota),
            settle: quota.settle.bind(quota),
          }),
        },
      }),
      readStored: this.#wrap({ readStored: tables.readStored.bind(tables) }).readStored,
      clock: this.#wrapClock(clock),
      settings,
      onFault: (what) => this.faults.push(what),
    };
  }

  /** Makes the next calls of a name meet a fault. */
  disturb(name: string, fault: CallFault, times = 1): void {
    this.#next.set(name, { fault, times });
  }

  /** Makes something happen just before the next call of a name is carried out. */
  before(name: string, happen: () => void): void {
    this.#before.set(name, happen);
  }

  /** Its calls are never answered and its timers never fire, from now on. */
  kill(): void {
    this.#isKilled = true;
  }

  /** How often it has called an operation. */
  count(name: string): number {
    return this.calls.filter((call) => call === name).length;
  }

  #wrap<Port extends object>(port: Port): Port {
    const entries = Object.entries(port).map(([name, call]) => [
      name,
      (...args: unknown[]) => this.#call(name, async () => call(...args)),
    ]);
    return Object.fromEntries(entries);
  }

  async #call(name: string, carryOut: () => Promise<unknown>): Promise<unknown> {
    this.calls.push(name);
    const fault = this.#takeFault(name);
    if (this.#isKilled || fault === 'hangs') {
      return new Promise(() => undefined);
    }
    if (fault === 'fails') {
      throw new StreamError('STORAGE_UNAVAILABLE');
    }
    const happen = this.#before.get(name);
    this.#before.delete(name);
    happen?.();
    const answer = await carryOut();
    if (this.#isKilled) {
      return new Promise(() => undefined);
    }
    if (fault === 'unheard') {
      throw new StreamError('STORAGE_UNAVAILABLE');
    }
    return answer;
  }

  #takeFault(name: string): CallFault | undefined {
    const next = this.#next.get(name);
    if (next === undefined || next.times === 0) {
      return undefined;
    }
    next.times -= 1;
    return next.fault;
  }

  #wrapClock(clock: Clock): Clock {
    return {
      now: () => clock.now(),
      monotonicMs: () => clock.monotonicMs(),
      schedule: (callback, delayMs) =>
        clock.schedule(() => {
          if (!this.#isKilled) {
            callback();
          }
        }, delayMs),
    };
  }
}
