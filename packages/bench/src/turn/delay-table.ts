import type { TurnRecord } from '../processes/turn-process.ts';
import { digits, goal, type Table } from '../report/table.ts';

const MAX_ELSEWHERE_MS = 400;
const MAX_HERE_MS = 20;

/** An answer as the process has it that makes it, and as another one reads it. */
export interface FollowedAnswer {
  readonly made: TurnRecord;
  readonly followed: TurnRecord;
}

/** How far readers are behind the run. */
export function delayTable(answers: readonly FollowedAnswer[]): Table {
  const here = sorted(answers.flatMap(({ made }) => delays(made, made)));
  const elsewhere = sorted(answers.flatMap(({ made, followed }) => delays(made, followed)));
  const rows = [
    { name: "the runner's own reader", of: here },
    { name: "another process's reader", of: elsewhere },
  ];
  return {
    title: 'Turn, delay: from a token as it is made to the response that it is written to',
    columns: ['reader', 'tokens', 'p50 ms', 'p95 ms', 'max ms'],
    rows: rows.map(({ name, of }) => [
      name,
      String(of.length),
      digits(quantile(of, 0.5)),
      digits(quantile(of, 0.95)),
      digits(quantile(of, 1)),
    ]),
    notes: [
      goal("the runner's own reader", quantile(here, 1), MAX_HERE_MS, 'ms'),
      goal("another process's reader", quantile(elsewhere, 1), MAX_ELSEWHERE_MS, 'ms'),
    ],
  };
}

/** The delays of the tokens that were made while the reader was there; the others it was given at once when it came. */
function delays({ madeAt }: TurnRecord, { writtenAt }: TurnRecord): number[] {
  const times = new Map(writtenAt);
  const cameAt = writtenAt[0]?.[1] ?? Number.POSITIVE_INFINITY;
  return madeAt.flatMap((at, index) => {
    const readAt = times.get(`1.${index + 1}`);
    if (readAt === undefined) {
      throw new Error(`A reader was not given token ${index + 1}.`);
    }
    return at < cameAt ? [] : [readAt - at];
  });
}

function sorted(values: readonly number[]): readonly number[] {
  return values.toSorted((a, b) => a - b);
}

function quantile(values: readonly number[], part: number): number {
  return values[Math.min(values.length - 1, Math.floor(values.length * part))] ?? Number.NaN;
}
