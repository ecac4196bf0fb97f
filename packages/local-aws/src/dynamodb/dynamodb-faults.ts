import * as z from 'zod/mini';
import { checkSchema } from '../check-schema.ts';

const count = (minimum: number) => z.optional(z.int().check(z.minimum(minimum)));

const faultSchema = z.strictObject({
  /**
   * `throttle`: `ProvisionedThroughputExceededException`, which SDK clients retry; `refuse`: `AccessDeniedException`,
   * which they do not; `slow`: the answer comes `delayMs` later; `lose`: the call is carried out and its connection cut
   * before the answer, so that SDK clients make it again.
   */
  kind: z.enum(['throttle', 'refuse', 'slow', 'lose']),
  /** Only calls of this operation, such as `PutItem`. Default: any. */
  operation: z.optional(z.string()),
  /** Only calls of this caller (a function's logical id). Default: any. */
  caller: z.optional(z.string()),
  /** Only calls on one item whose sort key (attribute `sk`) begins so, such as `LOG#`. Default: any call. */
  sortKey: z.optional(z.string()),
  /** Milliseconds before the answer of a `slow` call. Default: 1,000. */
  delayMs: count(0),
  /** How many calls that it fits it lets through first. Default: 0. */
  skip: count(0),
  /** How many calls meet it. Default: 1. */
  times: count(1),
});

/** A fault that the next calls meet. */
export type DynamoDbFault = z.infer<typeof faultSchema>;

/** A call that may meet a fault. */
export interface FaultedCall {
  readonly operation: string;
  readonly caller: string;
  /** The sort key of the item that it is about; `undefined` where it is about none, or several. */
  readonly sortKey: () => string | undefined;
}

/** The faults that DynamoDB calls are to meet, in the order they were added: for tests. */
export class DynamoDbFaults {
  #queue: { readonly fault: DynamoDbFault; skip: number; left: number }[] = [];

  /** Adds a fault for the next calls that it fits. @throws TypeError naming the members that are wrong */
  next(fault: unknown): void {
    const checked = checkSchema(faultSchema, fault);
    if ('problems' in checked) throw new TypeError(`The fault is not valid. ${checked.problems.join('; ')}`);
    const { skip = 0, times = 1 } = checked.value;
    this.#queue.push({ fault: checked.value, skip, left: times });
  }

  /** The fault that a call meets, used up by one; `undefined` for an undisturbed call. */
  take({ operation, caller, sortKey }: FaultedCall): DynamoDbFault | undefined {
    const entry = this.#queue.find(
      ({ fault }) =>
        (fault.operation ?? operation) === operation &&
        (fault.caller ?? caller) === caller &&
        (fault.sortKey === undefined || sortKey()?.startsWith(fault.sortKey) === true),
    );
    if (entry === undefined) return undefined;
    if (entry.skip > 0) {
      entry.skip -= 1;
      return undefined;
    }
    entry.left -= 1;
    if (entry.left <= 0) this.#queue = this.#queue.filter((other) => other !== entry);
    return entry.fault;
  }

  /** Forgets every fault. */
  clear(): void {
    this.#queue = [];
  }
}
