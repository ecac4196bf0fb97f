import { createTableClient, type Table } from '@coach-stream/store';
import { settle } from '../../../streaming-core/test/manual-clock.ts';

/** Who calls tables. */
export interface Caller {
  /** Whether its calls wait, as those of a frozen environment do. */
  readonly isHeld: boolean;
  /**
   * What becomes of its next call. `unheard`: it is carried out, and the caller never hears of it. `held`: it waits, and
   * so do those after it.
   *
   * @param call its command's name and input
   */
  readonly meet: (call: string) => CallFate;
}

export type CallFate = 'through' | 'lost' | 'unheard' | 'held';

interface WaitingCall {
  readonly caller: Caller;
  readonly call: string;
  readonly carryOut: (fate: CallFate) => Promise<void>;
}

/** Lets table calls through one at a time, in an order that the test decides, so that a run can be repeated. */
export class TableGate {
  /** How many of the next calls are carried out while their caller is told that they failed. */
  unheard = 0;
  /** How many of the next writes of a log fail. */
  failingLogWrites = 0;
  readonly #table: Table;
  #waiting: WaitingCall[] = [];

  constructor(table: Table) {
    this.#table = table;
  }

  /** The table as one caller reaches it: each call is made once, and waits to be let through. */
  tableOf(caller: Caller): Table {
    const { tableName, client: known } = this.#table;
    const { region, credentials, endpoint, requestHandler } = known.config;
    const config = { region, credentials, requestHandler, maxAttempts: 1, ...(endpoint && { endpoint }) };
    const client = createTableClient(config);
    client.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          const call = `${commandName} ${JSON.stringify(args.input)}`;
          return this.#wait(caller, call, () => next(args));
        },
      { step: 'initialize', name: 'gate', priority: 'high' },
    );
    return { client, tableName };
  }

  /**
   * Lets calls through until nobody makes one any more, or there have been so many.
   *
   * @param pick which of so many waiting calls is next
   */
  async letThrough(pick: (count: number) => number, calls: number): Promise<void> {
    for (let done = 0; ; done += 1) {
      await settle();
      const ready = this.#waiting.filter(({ caller }) => !caller.isHeld);
      const next = ready[pick(ready.length) % ready.length];
      if (next === undefined || done >= calls) {
        return;
      }
      const fate = next.caller.meet(next.call);
      if (fate !== 'held') {
        this.#waiting = this.#waiting.filter((waiting) => waiting !== next);
        await next.carryOut(fate);
      }
    }
  }

  #wait<Output>(caller: Caller, call: string, send: () => Promise<Output>): Promise<Output> {
    return new Promise((resolve, reject) => {
      const carryOut = async (fate: CallFate) => {
        if (fate === 'lost') {
          return;
        }
        if (this.failingLogWrites > 0 && /^PutItem.*"LOG#/.test(call)) {
          this.failingLogWrites -= 1;
          reject(new Error('The log is not written.'));
          return;
        }
        const isUnheard = this.unheard > 0;
        this.unheard -= isUnheard ? 1 : 0;
        const [outcome] = await Promise.allSettled([send()]);
        if (fate === 'unheard') {
          return;
        }
        if (isUnheard) {
          reject(new Error('The answer got lost.'));
        } else if (outcome.status === 'fulfilled') {
          resolve(outcome.value);
        } else {
          reject(outcome.reason);
        }
      };
      this.#waiting.push({ caller, call, carryOut });
    });
  }
}
