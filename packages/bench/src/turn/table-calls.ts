import type { Table } from '@coach-stream/store';
import * as z from 'zod/mini';

/** What an item is, by the beginning of its sort key. */
const KINDS = {
  STATE: 'state',
  'LOG#': 'log',
  'RESULT#': 'result',
  'TICKET#': 'ticket',
  'CONV#': 'head',
  'MSG#': 'message',
} as const;

/** What a call is about. */
export type CallKind = (typeof KINDS)[keyof typeof KINDS] | 'other';

/** One call of the SDK's client, as its caller waits for it. */
export interface TableCall {
  /** As DynamoDB calls it, such as `PutItem`. */
  readonly operation: string;
  readonly kind: CallKind;
  /** Milliseconds on {@link nowMs}. */
  readonly beganAt: number;
  readonly endedAt: number;
  /** What it is billed as: units of a write or of a read. */
  readonly units: number;
}

/** Milliseconds on a clock that all processes of this machine share. */
export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Tells every call that goes out over a table's client, when it is answered. */
export function onTableCalls({ client }: Table, tell: (call: TableCall) => void): void {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const beganAt = nowMs();
        const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
        tell({
          operation: commandName.replace(/Command$/, ''),
          kind: kindOf(args.input),
          beganAt,
          endedAt: nowMs(),
          units: z.parse(answeredSchema, answer.output).ConsumedCapacity.CapacityUnits,
        });
        return answer;
      },
    { step: 'initialize', name: 'tell-table-calls' },
  );
}

/** What is asked for, as far as it is read here. */
const itemSchema = z.looseObject({ sk: z.string() });
const askedSchema = z.looseObject({ Item: z.optional(itemSchema), Key: z.optional(itemSchema) });
/** The engine tells what DynamoDB would bill: the whole item, before or after a write, in steps of 1 KB. */
const answeredSchema = z.looseObject({ ConsumedCapacity: z.looseObject({ CapacityUnits: z.number() }) });

function kindOf(asked: unknown): CallKind {
  const { Item, Key } = z.parse(askedSchema, asked);
  const sortKey = (Item ?? Key)?.sk ?? '';
  const found = Object.entries(KINDS).find(([prefix]) => sortKey.startsWith(prefix));
  return found?.[1] ?? 'other';
}
