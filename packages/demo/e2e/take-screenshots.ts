import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser } from './support/browser.ts';
import { control, localRun } from './support/local-run.ts';
import { spawnStart } from './support/spawn-start.ts';
import { photographStates } from './support/web/photograph-states.ts';

/**
 * Writes the pictures of `docs/screenshots` anew, from a local run of its own. `--all` writes every state, light and dark,
 * wide and on a phone, to `.local/screenshots`, to be looked at.
 */
const isEveryVariant = process.argv.includes('--all');
const DIRECTORY = join(import.meta.dirname, '../../..', isEveryVariant ? '.local/screenshots' : 'docs/screenshots');
/** Every picture is taken at this time, so that only what has changed in the app changes them. */
const TAKEN_AT = '2026-11-23T08:30:00Z';
/** A README is opened by telephone as well. */
const MAX_BYTES = 150_000;
const MAX_BYTES_IN_ALL = isEveryVariant ? Number.POSITIVE_INFINITY : 1_500_000;

const localDir = mkdtempSync(join(tmpdir(), 'coach-stream-screenshots-'));
const started = await spawnStart(localDir);
const browser = await launchBrowser();
try {
  const run = localRun(localDir, started.address);
  await control(run, 'PUT', '/clock', { offsetMs: Date.parse(TAKEN_AT) - Date.now() });
  rmSync(DIRECTORY, { recursive: true, force: true });
  mkdirSync(DIRECTORY, { recursive: true });
  await photographStates({ run, browser, takenAt: TAKEN_AT, directory: DIRECTORY, isEveryVariant });
} finally {
  await browser.close();
  await started.stop();
  rmSync(localDir, { recursive: true, force: true });
}

let sum = 0;
for (const name of readdirSync(DIRECTORY).toSorted()) {
  const { size } = statSync(join(DIRECTORY, name));
  sum += size;
  console.log(`${name.padEnd(44)}${String(size).padStart(8)} bytes${size > MAX_BYTES ? ': TOO LARGE' : ''}`);
  process.exitCode = size > MAX_BYTES ? 1 : process.exitCode;
}
console.log(`${'in all'.padEnd(44)}${String(sum).padStart(8)} bytes${sum > MAX_BYTES_IN_ALL ? ': TOO LARGE' : ''}`);
process.exitCode = sum > MAX_BYTES_IN_ALL ? 1 : process.exitCode;
