import type { Operation } from './converse-request.ts';

/** One call of the model as the log shows it; times are ISO 8601 in UTC. */
export interface ModelCall {
  /** Name of the caller: a function's logical id. */
  readonly function: string;
  readonly operation: Operation;
  readonly modelId: string;
  /** The tool the call forced. */
  readonly tool?: string;
  readonly startedAt: string;
  /** `null` while the call runs. */
  readonly endedAt: string | null;
  /** The caller closed the request before the answer's end. */
  readonly aborted: boolean;
  /** Pieces of text or tool input that were sent. */
  readonly outputChunks: number;
}

/** What is told of a call while it runs. */
export interface CallRecord {
  addChunk(): void;
  end(outcome: { readonly aborted: boolean }): void;
}

/** The calls in the order they came. Those past `limit` push out the oldest. */
export class CallLog {
  readonly #now: () => number;
  readonly #limit: number;
  #calls: { -readonly [Key in keyof ModelCall]: ModelCall[Key] }[] = [];

  constructor(now: () => number, limit = 10_000) {
    this.#now = now;
    this.#limit = limit;
  }

  /** Notes a call that begins now. */
  begin(facts: Pick<ModelCall, 'function' | 'operation' | 'modelId' | 'tool'>): CallRecord {
    const call = {
      ...facts,
      startedAt: this.#isoNow(),
      endedAt: null as string | null,
      aborted: false,
      outputChunks: 0,
    };
    this.#calls.push(call);
    if (this.#calls.length > this.#limit) this.#calls.shift();
    return {
      addChunk: () => {
        call.outputChunks += 1;
      },
      end: ({ aborted }) => {
        call.aborted = aborted;
        call.endedAt ??= this.#isoNow();
      },
    };
  }

  list(): ModelCall[] {
    return this.#calls.map((call) => ({ ...call }));
  }

  clear(): void {
    this.#calls = [];
  }

  #isoNow(): string {
    return new Date(this.#now()).toISOString();
  }
}
