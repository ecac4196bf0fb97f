import type { ContenderName } from '../contenders/index.ts';
import { type Child, startChild } from '../processes/child.ts';
import type { OwnCodeCost, OwnCodeTask } from '../processes/own-code-process.ts';
import { spreadOf } from '../report/statistics.ts';
import { digits, goal, range, type Table } from '../report/table.ts';

const ROUNDS = 21;
/** The first rounds compile the hot paths, and are not counted. */
const WARM_UP_ROUNDS = 3;
const LONG = { tokens: 10_000, streams: 4 };
/** Answers of one token: what a turn costs besides its tokens. */
const EMPTY = { tokens: 1, streams: 300 };
const MAX_MICROS = 1;

/** What the log's writes cost in the SDK. */
export interface SdkCost {
  /** CPU time of a `PutItem`, in microseconds. */
  readonly putMicros: number;
  readonly tokensPerPut: number;
}

/**
 * What the turn engine's own code costs: the handler with it, over tables that answer at once, less the handler that
 * passes on what it is given. Of each the cheapest round counts: what a neighbour does to a core can only add, and the
 * difference of two small figures has no room for it.
 */
export async function ownCodeTable({ putMicros, tokensPerPut }: SdkCost): Promise<Table> {
  // Each kind of answer in a process of its own: the compiler makes other code of long ones than of short ones.
  const start = () => startChild<OwnCodeTask, OwnCodeCost>('./own-code-process.ts');
  const children = { long: start(), empty: start() };
  const passing: Costs = { token: [], turn: [] };
  const whole: Costs = { token: [], turn: [] };
  try {
    for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round += 1) {
      for (const [contender, costs] of [
        ['defineStream', passing],
        ['defineStream + turns', whole],
      ] as const) {
        const measured = await measure(children, contender);
        if (round >= WARM_UP_ROUNDS) {
          costs.token.push(measured.token);
          costs.turn.push(measured.turn);
        }
      }
    }
  } finally {
    children.long.stop();
    children.empty.stop();
  }
  const least = ({ token, turn }: Costs) => ({ token: Math.min(...token), turn: Math.min(...turn) });
  const row = (name: string, costs: Costs) => [
    name,
    digits(least(costs).token),
    range(spreadOf(costs.token)),
    digits(least(costs).turn),
    '',
  ];
  const engine = {
    token: least(whole).token - least(passing).token,
    turn: least(whole).turn - least(passing).turn,
  };
  return {
    title: `Turn, own code: CPU with every token in a turn of the event loop of its own, no socket; least of ${ROUNDS} rounds`,
    columns: ['part', 'µs/token', 'min–max', 'µs/turn', 'µs/PutItem'],
    rows: [
      row('defineStream, passing on', passing),
      row('defineStream + turns', whole),
      ['the engine: run, log, follower', digits(engine.token), '', digits(engine.turn), ''],
      ["the SDK: the log's PutItem", digits(putMicros / tokensPerPut), '', '', digits(putMicros)],
    ],
    notes: [
      `A PutItem of the log holds ${digits(tokensPerPut)} tokens at 40 a second.`,
      goal("the engine's own code", engine.token, MAX_MICROS, 'µs/token'),
    ],
  };
}

interface Costs {
  readonly token: number[];
  readonly turn: number[];
}

type OwnCodeChild = Child<OwnCodeTask, OwnCodeCost>;

async function measure(
  { long, empty }: { readonly long: OwnCodeChild; readonly empty: OwnCodeChild },
  contender: ContenderName,
): Promise<{ token: number; turn: number }> {
  const turn = (await empty.run({ contender, ...EMPTY })).cpuMicros / EMPTY.streams;
  const stream = (await long.run({ contender, ...LONG })).cpuMicros / LONG.streams;
  return { turn, token: (stream - turn) / LONG.tokens };
}
