import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod/mini';

const REPOSITORY_ROOT = join(import.meta.dirname, '../../../..');

const measuredSchema = z.object({
  shape: z.string(),
  tokens: z.int(),
  frames: z.object({ p50: z.number(), p95: z.number(), max: z.number() }),
  mainThreadMs: z.number(),
});

/** What it cost Chromium to show an answer while it came; times in milliseconds. */
export type MeasuredAnswer = z.infer<typeof measuredSchema>;

/**
 * Shows answers in Chromium by the parts of the browser tests, which drive it in a process of their own.
 *
 * @param run a local run, by its folder and address
 * @throws Error where the process fails
 */
export async function* measureFrames(run: { localDir: string; address: string }): AsyncGenerator<MeasuredAnswer> {
  const child = spawn(process.execPath, ['packages/demo/e2e/measure-frames.ts'], {
    cwd: REPOSITORY_ROOT,
    env: { ...process.env, E2E_LOCAL_DIR: run.localDir, E2E_ADDRESS: run.address },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    yield z.parse(measuredSchema, JSON.parse(line));
  }
  const exitCode = await ended;
  if (exitCode !== 0) {
    throw new Error(`The measuring process ended with ${exitCode}.`);
  }
}
