import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StartedRun, spawnStart } from './support/spawn-start.ts';

declare global {
  var startedLocalRun: { run: StartedRun; localDir: string } | undefined;
}

/**
 * Starts the local run once for the whole suite; the tests find it by `E2E_LOCAL_DIR` and `E2E_ADDRESS`. Where these are
 * set already, the run that they name is tested and left running.
 */
export default async function startLocalRun(): Promise<void> {
  if (process.env.E2E_ADDRESS !== undefined) {
    return;
  }
  const localDir = mkdtempSync(join(tmpdir(), 'coach-stream-e2e-'));
  const run = await spawnStart(localDir);
  process.env.E2E_LOCAL_DIR = localDir;
  process.env.E2E_ADDRESS = run.address;
  globalThis.startedLocalRun = { run, localDir };
}
