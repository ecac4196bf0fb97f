import type { TurnRecord } from '../processes/turn-process.ts';
import { digits, goal, type Table } from '../report/table.ts';
import type { CallKind, TableCall } from './table-calls.ts';

const MAX_PUTS_PER_SECOND = 5;
const MAX_WRITE_UNITS = 60;
const KINDS = ['log', 'state', 'head', 'message', 'result', 'ticket'] as const satisfies readonly CallKind[];

/**
 * What answers of the same length cost in tables.
 *
 * @param answers by the number of messages in the conversation before
 */
export function writesTable(answers: ReadonlyMap<number, TurnRecord>): Table {
  const rows = [...answers].map(([messages, record]) => {
    const writes = record.calls.filter(isWrite);
    const reads = record.calls.filter((call) => !isWrite(call));
    const byKind = KINDS.map((kind) => unitsOf(writes.filter((call) => call.kind === kind)));
    return { messages, byKind, writes: unitsOf(writes), reads: unitsOf(reads), puts: steadyPuts(record) };
  });
  const most = (values: readonly number[]) => Math.max(...values);
  return {
    title: 'Turn, tables: answers of 10 s at 40 tokens a second, from the request to the end of all work',
    columns: ['messages before', 'PutItem/s', 'most in 1 s', ...KINDS, 'write units', 'read units'],
    rows: rows.map(({ messages, puts, byKind, writes, reads }) => [
      String(messages),
      puts.perSecond.toFixed(2),
      String(puts.mostInOneSecond),
      ...byKind.map(String),
      digits(writes),
      digits(reads),
    ]),
    notes: [
      'As DynamoDB bills them: a write for each KB of the whole item, before or after it; a consistent read for each 4 KB.',
      goal('steady state', most(rows.map(({ puts }) => puts.perSecond)), MAX_PUTS_PER_SECOND, 'PutItem/s'),
      goal('an answer of 10 s', most(rows.map(({ writes }) => writes)), MAX_WRITE_UNITS, 'write units'),
    ],
  };
}

function isWrite({ operation }: TableCall): boolean {
  return operation === 'PutItem' || operation === 'UpdateItem';
}

function unitsOf(calls: readonly TableCall[]): number {
  return calls.reduce((sum, { units }) => sum + units, 0);
}

/** The puts between the first token and the last: their rate, and the most that began within one second. */
function steadyPuts({ calls, madeAt }: TurnRecord): { perSecond: number; mostInOneSecond: number } {
  const [from = Number.NaN, to = Number.NaN] = [madeAt[0], madeAt.at(-1)];
  const begins = calls
    .filter(({ operation, beganAt }) => operation === 'PutItem' && beganAt >= from && beganAt <= to)
    .map(({ beganAt }) => beganAt);
  const within = (begin: number) => begins.filter((other) => other >= begin && other < begin + 1_000).length;
  return { perSecond: (begins.length / (to - from)) * 1_000, mostInOneSecond: Math.max(...begins.map(within)) };
}
