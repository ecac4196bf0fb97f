import { BASELINE, CONTENDER_NAMES, type ContenderName } from '../contenders/index.ts';
import { openArena } from '../processes/arena.ts';
import { digits } from '../report/table.ts';
import { SHAPES, type ShapeName, tokensOf } from '../shapes.ts';
import type { Section } from './section.ts';

/** Bytes and chunks that arrive at the Runtime API; they do not vary, so one stream of each answer is enough. */
export const wire: Section = {
  summary: 'bytes per token on the wire',
  async *run(progress) {
    const arena = await openArena();
    try {
      for (const shape of Object.keys(SHAPES) as ShapeName[]) {
        const text = Buffer.byteLength(tokensOf(shape).join(''));
        const tokens = SHAPES[shape].tokens;
        progress(`bytes per token: ${shape}`);
        const arrived = new Map<ContenderName, { body: number; wire: number; chunks: number }>();
        for (const name of CONTENDER_NAMES) {
          const { arrived: totals } = await arena.run(name, { shape, streams: 1, concurrency: 1, paceMs: null });
          arrived.set(name, {
            body: totals.bodyBytes / tokens,
            wire: totals.wireBytes / tokens,
            chunks: totals.chunks / tokens,
          });
        }
        const raw = arrived.get(BASELINE)?.wire ?? Number.NaN;
        yield {
          title: `Bytes per token: ${shape}, ${SHAPES[shape].why}`,
          columns: ['contender', 'body', 'with HTTP framing', 'chunks/token', '× raw'],
          rows: [...arrived].map(([name, { body, wire: framed, chunks }]) => [
            name,
            digits(body),
            digits(framed),
            chunks.toFixed(2),
            (framed / raw).toFixed(2),
          ]),
          notes: [`The text itself is ${digits(text / tokens)} bytes a token. No goal.`],
        };
      }
    } finally {
      arena.stop();
    }
  },
};
