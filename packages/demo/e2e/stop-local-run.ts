import { rmSync } from 'node:fs';

/** Stops what `start-local-run` has started. */
export default async function stopLocalRun(): Promise<void> {
  const started = globalThis.startedLocalRun;
  if (started !== undefined) {
    await started.run.stop();
    rmSync(started.localDir, { recursive: true, force: true });
  }
}
