import { isJsonObject } from '../json.ts';

/** A fault that the next calls meet. */
export interface DynamoDbFault {
  /**
   * `throttle`: `ProvisionedThroughputExceededException`, which SDK clients retry; `refuse`: `AccessDeniedException`,
   * which they do not; `slow`: the answer comes `delayMs` later.
   */
  readonly kind: 'throttle' | 'refuse' | 'slow';
  /** Only calls of this operation, such as `PutItem`. Default: any. */
  readonly operation?: string;
  /** Only calls of this caller (a function's logical id). Default: any. */
  readonly caller?: string;
  /** Milliseconds before the answer of a `slow` call. Default: 1,000. */
  readonly delayMs?: number;
  /** How many calls meet it. Default: 1. */
  readonly times?: number;
}

const KINDS: readonly unknown[] = ['throttle', 'refuse', 'slow'];

/** The faults that DynamoDB calls are to meet, in the order they were added: for tests. */
export class DynamoDbFaults {
  #queue: { readonly fault: DynamoDbFault; left: number }[] = [];

  /** Adds a fault for the next calls that it fits. Throws a `TypeError` naming the member that is wrong. */
  next(fault: DynamoDbFault): void {
    requireFault(fault);
    this.#queue.push({ fault, left: fault.times ?? 1 });
  }

  /** The fault that a call meets, used up by one; `undefined` for an undisturbed call. */
  take(operation: string, caller: string): DynamoDbFault | undefined {
    const entry = this.#queue.find(
      ({ fault }) => (fault.operation ?? operation) === operation && (fault.caller ?? caller) === caller,
    );
    if (entry === undefined) return undefined;
    entry.left -= 1;
    if (entry.left <= 0) this.#queue = this.#queue.filter((other) => other !== entry);
    return entry.fault;
  }

  /** Forgets every fault. */
  clear(): void {
    this.#queue = [];
  }
}

/** Faults also come from outside, as JSON. */
function requireFault(fault: unknown): void {
  if (!isJsonObject(fault)) throw new TypeError('A fault is a JSON object');
  const { kind, operation, caller, delayMs, times, ...unknown } = fault;
  const isText = (value: unknown): boolean => value === undefined || typeof value === 'string';
  const isCount = (value: unknown, min: number): boolean =>
    value === undefined || (Number.isSafeInteger(value) && Number(value) >= min);
  if (!KINDS.includes(kind)) throw new TypeError(`kind is one of ${KINDS.join(', ')}`);
  if (!isText(operation)) throw new TypeError('operation is the name of a DynamoDB operation, such as PutItem');
  if (!isText(caller)) throw new TypeError("caller is a function's logical id");
  if (!isCount(delayMs, 0)) throw new TypeError('delayMs is a whole number of milliseconds');
  if (!isCount(times, 1)) throw new TypeError('times is a whole number from 1');
  const [name] = Object.keys(unknown);
  if (name !== undefined) throw new TypeError(`A fault has no member ${name}`);
}
