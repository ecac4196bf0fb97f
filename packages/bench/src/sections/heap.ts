import { CONTENDER_NAMES } from '../contenders/index.ts';
import { openArena } from '../processes/arena.ts';
import { compareColumns, compareRows, sampleRounds } from '../report/compare.ts';
import { spreadOf } from '../report/statistics.ts';
import { goal } from '../report/table.ts';
import type { Section } from './section.ts';

const STREAMS = 200;
const PACE_MS = 25;
/** When the heap is read: about 60 of 150 tokens have been sent. */
const READ_AFTER_MS = 1_500;
const ROUNDS = 2;
const MAX_KB = 40;

/** Heap in use by a stream in the middle of its answer: all of it, the runtime's request and socket as well. */
export const heap: Section = {
  summary: 'heap per live stream',
  async *run(progress) {
    const arena = await openArena();
    try {
      progress(`heap of ${STREAMS} open streams`);
      const measure = async (name: Parameters<typeof arena.run>[0]) => {
        const { cost } = await arena.run(name, {
          shape: 'short',
          streams: STREAMS,
          concurrency: STREAMS,
          paceMs: PACE_MS,
          readHeapAfterMs: READ_AFTER_MS,
        });
        if (cost.heap?.openStreams !== STREAMS) {
          throw new Error(`${name}: ${cost.heap?.openStreams} of ${STREAMS} streams were open when the heap was read.`);
        }
        return (cost.heap.open - cost.heap.before) / STREAMS / 1000;
      };
      for (const name of CONTENDER_NAMES) {
        // What is allocated once is not counted
        await arena.run(name, { shape: 'short', streams: STREAMS, concurrency: 10, paceMs: null });
      }
      const samples = await sampleRounds(ROUNDS, measure);
      yield {
        title: `Heap per live stream: ${STREAMS} open streams, after a collection, less the heap before them; ${ROUNDS} rounds`,
        columns: compareColumns('KB/stream'),
        rows: compareRows(samples),
        notes: [goal('defineStream', spreadOf(samples.get('defineStream') ?? []).median, MAX_KB, 'KB')],
      };
    } finally {
      arena.stop();
    }
  },
};
