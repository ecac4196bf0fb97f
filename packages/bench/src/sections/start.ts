import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, endEnvironments, type Latency } from '../local-run/ask.ts';
import { type StartedRun, startRun } from '../local-run/started-run.ts';
import { spreadOf } from '../report/statistics.ts';
import { digits, range } from '../report/table.ts';
import type { Section } from './section.ts';

const ROUNDS = 2;
const COLD_REQUESTS = 5;
const WARM_REQUESTS = 10;

/** How long a person waits: for the local run to be ready, and for the first byte of an answer. */
export const start: Section = {
  summary: '`npm start` and the first byte through the local run, cold and warm',
  async *run(progress) {
    const cold: number[] = [];
    const warm: number[] = [];
    const latencies: { cold: Latency[]; warm: Latency[] } = { cold: [], warm: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      const directory = mkdtempSync(join(tmpdir(), 'coach-stream-bench-'));
      try {
        progress(`npm start, without a .local folder and with one (${round + 1} of ${ROUNDS})`);
        await withRun(directory, async ({ readyMs }) => {
          cold.push(readyMs);
        });
        await withRun(directory, async (run) => {
          warm.push(run.readyMs);
          progress('first bytes through the local run');
          await requestOften(run, latencies);
        });
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    }
    yield {
      title: 'Start: `npm start` to its `ready` line, with the check of the installed packages',
      columns: ['start', 'seconds', 'min–max', '× warm'],
      rows: [
        ['cold: no .local folder', cold],
        ['warm', warm],
      ].map(([name, times]) => row(String(name), times as number[], warm, 1000)),
      notes: ['No goal.'],
    };
    const firstBytes = (of: readonly Latency[]) => of.map(({ firstByteMs }) => firstByteMs);
    const firstTokens = (of: readonly Latency[]) => of.map(({ firstTokenMs }) => firstTokenMs);
    const warmBytes = firstBytes(latencies.warm);
    yield {
      title: 'First byte through the local run: Function URL, token check, tables; cold ends every environment first',
      columns: ['request', 'ms', 'min–max', '× warm first byte'],
      rows: [
        row('cold, first byte', firstBytes(latencies.cold), warmBytes),
        row('warm, first byte', warmBytes, warmBytes),
        row('cold, first token', firstTokens(latencies.cold), warmBytes),
        row('warm, first token', firstTokens(latencies.warm), warmBytes),
      ],
      notes: ['The first token waits for the scripted model, which is paced like a real one. No goal.'],
    };
  },
};

async function withRun(directory: string, use: (run: StartedRun) => Promise<void>): Promise<void> {
  const run = await startRun(directory);
  try {
    await use(run);
  } finally {
    await run.stop();
  }
}

async function requestOften(run: StartedRun, latencies: { cold: Latency[]; warm: Latency[] }): Promise<void> {
  await ask(run); // the first request of a run also fetches the keys; not counted
  for (let request = 0; request < COLD_REQUESTS / ROUNDS; request += 1) {
    await endEnvironments(run);
    latencies.cold.push(await ask(run));
  }
  await ask(run);
  for (let request = 0; request < WARM_REQUESTS / ROUNDS; request += 1) {
    latencies.warm.push(await ask(run));
  }
}

function row(name: string, samples: readonly number[], warm: readonly number[], unit = 1): string[] {
  const spread = spreadOf(samples.map((sample) => sample / unit));
  const ratio = (spread.median * unit) / spreadOf(warm).median;
  return [name, digits(spread.median), range(spread), ratio.toFixed(2)];
}
