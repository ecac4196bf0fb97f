import { openArena } from '../processes/arena.ts';
import type { TurnRecord } from '../processes/turn-process.ts';
import { compareColumns, compareRows, sampleRounds } from '../report/compare.ts';
import { SHAPES } from '../shapes.ts';
import { delayTable, type FollowedAnswer } from '../turn/delay-table.ts';
import { ownCodeTable } from '../turn/own-code-table.ts';
import { startTurnRun } from '../turn/run-turns.ts';
import { timelineTable } from '../turn/timeline-table.ts';
import { tripsTable } from '../turn/trips-table.ts';
import { writesTable } from '../turn/writes-table.ts';
import type { Section } from './section.ts';

/** Ten seconds of answer. */
const PACE = { tokens: 400, firstTokenMs: 300, tokenMs: 25 };
/** Messages in the conversation before. */
const LENGTHS = [0, 100, 1_000] as const;
const PEER_ROUNDS = 5;

/** What a turn costs: its first token's wait, trips and writes over real tables, the delay of its readers, and the CPU of the engine's own code. */
export const turn: Section = {
  summary: "a turn's first token, trips, writes, delay and own CPU",
  async *run(progress) {
    progress('first tokens under simulated latencies');
    yield await timelineTable();
    const run = await startTurnRun();
    let sdk: { putMicros: number; tokensPerPut: number };
    try {
      const answers = new Map<number, FollowedAnswer>();
      for (const messages of LENGTHS) {
        progress(`a turn of ten seconds in a conversation of ${messages} messages`);
        answers.set(messages, await run.answer(messages, PACE));
      }
      const made = new Map([...answers].map(([messages, answer]) => [messages, answer.made]));
      const newTurns = new Map([...made].map(([messages, record]) => [`a new message, ${messages} before it`, record]));
      yield tripsTable(newTurns, await run.otherRequests());
      yield writesTable(made);
      yield delayTable([...answers.values()]);
      progress('CPU of the SDK');
      const tokensPerPut = PACE.tokens / countLogWrites(made.get(0));
      sdk = { tokensPerPut, putMicros: await run.appendMicros(Math.round(tokensPerPut)) };
    } finally {
      await run.stop();
    }
    progress("CPU of the engine's own code");
    yield await ownCodeTable(sdk);

    progress('CPU beside peers');
    const arena = await openArena();
    try {
      const measure = async (name: Parameters<typeof arena.run>[0]) => {
        const { cost } = await arena.run(name, { shape: 'long', streams: 4, concurrency: 1, paceMs: null });
        return cost.cpuMicros / cost.tokens;
      };
      await sampleRounds(1, measure); // compiles the hot paths; not counted
      yield {
        title: `Turn, beside peers: CPU per token, unpaced, ${SHAPES.long.tokens} tokens a stream; ${PEER_ROUNDS} rounds`,
        columns: compareColumns('µs/token'),
        rows: compareRows(await sampleRounds(PEER_ROUNDS, measure)),
        notes: ['No goal. Paced as 50 readers see it: section cpu.'],
      };
    } finally {
      arena.stop();
    }
  },
};

function countLogWrites(record: TurnRecord | undefined): number {
  return record?.calls.filter(({ kind, operation }) => kind === 'log' && operation === 'PutItem').length ?? Number.NaN;
}
