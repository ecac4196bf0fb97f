import { openArena } from '../processes/arena.ts';
import type { StreamTask } from '../processes/contender-process.ts';
import { compareColumns, compareRows, ratioTo, sampleRounds } from '../report/compare.ts';
import { goal, type Table } from '../report/table.ts';
import { SHAPES } from '../shapes.ts';
import type { Section } from './section.ts';

interface Load {
  readonly title: string;
  readonly task: StreamTask;
  readonly rounds: number;
  /** Highest ratio to raw writes that `defineStream` is to have; `null` where it is shown without a goal. */
  readonly maxRatio: number | null;
}

const LOADS: readonly Load[] = [
  {
    title: `CPU per token, unpaced: ${SHAPES.long.tokens} tokens a stream, 8 streams one after the other`,
    task: { shape: 'long', streams: 8, concurrency: 1, paceMs: null },
    rounds: 7,
    maxRatio: 1.5,
  },
  {
    title: `CPU per token, unpaced: ${SHAPES.short.tokens} tokens a stream, 200 streams one after the other`,
    task: { shape: 'short', streams: 200, concurrency: 1, paceMs: null },
    rounds: 7,
    maxRatio: null,
  },
  {
    title: `CPU per token, paced: 50 streams at once, a token every 20 ms, ${SHAPES.short.tokens} tokens a stream`,
    task: { shape: 'short', streams: 50, concurrency: 50, paceMs: 20 },
    rounds: 3,
    maxRatio: 1.4,
  },
];

/** CPU time, user and system, of the contender's process per token. */
export const cpu: Section = {
  summary: 'CPU per token, unpaced and paced',
  async *run(progress) {
    const arena = await openArena();
    try {
      for (const { title, task, rounds, maxRatio } of LOADS) {
        progress(title);
        const measure = async (name: Parameters<typeof arena.run>[0]) => {
          const { cost } = await arena.run(name, task);
          return cost.cpuMicros / cost.tokens;
        };
        await sampleRounds(1, measure); // compiles the hot paths; not counted
        const samples = await sampleRounds(rounds, measure);
        const table: Table = {
          title: `${title}; ${rounds} rounds`,
          columns: compareColumns('µs/token'),
          rows: compareRows(samples),
        };
        yield maxRatio === null
          ? table
          : { ...table, notes: [goal('defineStream', ratioTo(samples, 'defineStream').median, maxRatio, '× raw')] };
      }
    } finally {
      arena.stop();
    }
  },
};
