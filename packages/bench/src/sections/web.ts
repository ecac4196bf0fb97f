import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRun } from '../local-run/started-run.ts';
import { digits, goal, type Table } from '../report/table.ts';
import { type MeasuredAnswer, measureFrames } from '../web/measure-frames.ts';
import type { Section } from './section.ts';

const MAX_FRAME_MS = 50;
/** The shape that the goals are about. */
const USUAL = 'mixed';

/** What the web app costs a browser: pictures and main thread while a long answer is written. */
export const web: Section = {
  summary: 'the web app in Chromium: frame times and main thread while a long answer comes',
  async *run(progress) {
    const localDir = mkdtempSync(join(tmpdir(), 'coach-stream-bench-'));
    try {
      progress('npm start');
      const run = await startRun(localDir);
      const measured: MeasuredAnswer[] = [];
      try {
        progress('answers at 200 tokens a second, the longest takes 25 s');
        for await (const answer of measureFrames({ localDir, address: run.address })) {
          progress(`${answer.shape}, ${answer.tokens} tokens`);
          measured.push(answer);
        }
      } finally {
        await run.stop();
      }
      yield table(measured);
    } finally {
      rmSync(localDir, { recursive: true, force: true });
    }
  },
};

function table(measured: readonly MeasuredAnswer[]): Table {
  const usual = measured.filter(({ shape }) => shape === USUAL);
  const [shortest, middle, longest] = [usual[0], usual.at(-2), usual.at(-1)];
  const perToken = (answer: MeasuredAnswer | undefined) => (answer ? answer.mainThreadMs / answer.tokens : Number.NaN);
  return {
    title: 'Web app: an answer at 200 tokens a second in Chromium, 1280 × 800; frames and main thread until its end',
    columns: ['answer', 'tokens', 'frame p50 ms', 'p95', 'max', 'main thread s', 'ms/token', '× first'],
    rows: measured.map((answer) => [
      answer.shape,
      String(answer.tokens),
      digits(answer.frames.p50),
      digits(answer.frames.p95),
      digits(answer.frames.max),
      digits(answer.mainThreadMs / 1_000),
      digits(perToken(answer)),
      (perToken(answer) / perToken(shortest)).toFixed(2),
    ]),
    notes: [
      goal(`frames of ${longest?.tokens} tokens, p95`, longest?.frames.p95 ?? Number.NaN, MAX_FRAME_MS, 'ms'),
      `Main thread, a token of ${longest?.tokens} against one of ${shortest?.tokens}: ${(perToken(longest) / perToken(shortest)).toFixed(2)} ×, of ${middle?.tokens}: ${(perToken(longest) / perToken(middle)).toFixed(2)} ×; 1 is linear.`,
      'Scripts and layout take the same for each token. Chromium records the painting of what is near the window, too:',
      'that grows until about 2,000 tokens are there. A list, code or a paragraph that is the whole answer is one block,',
      'which is parsed again for each frame.',
    ],
  };
}
