import { openArena } from '../processes/arena.ts';
import { digits } from '../report/table.ts';
import type { Section } from './section.ts';

/** Ten minutes of one stream at 50 tokens a second, in answers of 10,000 tokens. */
const STREAMS_OF_TEN_MINUTES = 3;
/** Streams whose ten minutes are sent. */
const READERS = 20;
const PARTS = 6;
/** Growth of the heap that counts as flat: what the collector and the compiler keep varies by about as much. */
const FLAT_KB = 500;

/** Whether the heap grows with what was streamed: ten minutes' worth of tokens through `defineStream`. */
export const memory: Section = {
  summary: "memory over ten minutes' worth of tokens",
  async *run(progress) {
    const arena = await openArena({ names: ['defineStream'] });
    try {
      const streams = (STREAMS_OF_TEN_MINUTES * READERS) / PARTS;
      const task = { shape: 'long', streams, concurrency: 2, paceMs: null, readHeapAfterMs: 0 } as const;
      progress("memory over ten minutes' worth of tokens");
      await arena.run('defineStream', task); // compiles the hot paths; not counted
      const used: number[] = [];
      for (let part = 0; part < PARTS; part += 1) {
        const { cost } = await arena.run('defineStream', task);
        used.push(...(part === 0 ? [cost.heap?.before ?? 0] : []), cost.heap?.after ?? 0);
      }
      const start = used[0] ?? 0;
      const growth = ((used.at(-1) ?? 0) - start) / 1000;
      yield {
        title: `Memory: ${READERS} × ten minutes at 50 tokens a second through defineStream, unpaced; heap after a collection`,
        columns: ['minute', 'heap MB', 'grown KB'],
        rows: used.map((bytes, part) => [
          ((part * 10) / PARTS).toFixed(1),
          (bytes / 1e6).toFixed(2),
          digits((bytes - start) / 1000),
        ]),
        notes: [
          `Goal: flat, within ${FLAT_KB} KB: ${digits(growth)} KB, ${Math.abs(growth) <= FLAT_KB ? 'met' : 'MISSED'}.`,
        ],
      };
    } finally {
      arena.stop();
    }
  },
};
