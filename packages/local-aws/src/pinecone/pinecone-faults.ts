import * as z from 'zod/mini';
import { checkSchema } from '../check-schema.ts';

/** What the service can be asked for. */
export const PINECONE_OPERATIONS = [
  'describeIndex',
  'upsertRecords',
  'searchRecords',
  'deleteVectors',
  'deleteNamespace',
] as const;

/** One of the calls that are served. */
export type PineconeOperation = (typeof PINECONE_OPERATIONS)[number];

const count = (minimum: number) => z.optional(z.int().check(z.minimum(minimum)));

const faultSchema = z.strictObject({
  /**
   * `throttle`: 429; `unavailable`: 503, which the SDK retries unless told otherwise; `slow`: the answer comes `delayMs`
   * later; `cut`: the connection ends without an answer; `malformed`: a 200 whose body is no JSON.
   */
  kind: z.enum(['throttle', 'unavailable', 'slow', 'cut', 'malformed']),
  /** Only calls of this operation. Default: any. */
  operation: z.optional(z.enum(PINECONE_OPERATIONS)),
  /** Milliseconds before the answer of a `slow` call. Default: 1,000. */
  delayMs: count(0),
  /** How many calls that it fits it lets through first. Default: 0. */
  skip: count(0),
  /** How many calls meet it. Default: 1. */
  times: count(1),
});

/** A fault that the next calls meet. */
export type PineconeFault = z.infer<typeof faultSchema>;

/** The faults that Pinecone calls are to meet, in the order they were added: for tests. */
export class PineconeFaults {
  #queue: { readonly fault: PineconeFault; skip: number; left: number }[] = [];

  /** Adds a fault for the next calls that it fits. @throws TypeError naming the members that are wrong */
  next(fault: unknown): void {
    const checked = checkSchema(faultSchema, fault);
    if ('problems' in checked) throw new TypeError(`The fault is not valid. ${checked.problems.join('; ')}`);
    const { skip = 0, times = 1 } = checked.value;
    this.#queue.push({ fault: checked.value, skip, left: times });
  }

  /** The fault that a call meets, used up by one; `undefined` for an undisturbed call. */
  take(operation: PineconeOperation): PineconeFault | undefined {
    const entry = this.#queue.find(({ fault }) => (fault.operation ?? operation) === operation);
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
