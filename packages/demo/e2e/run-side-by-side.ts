import { spawn } from 'node:child_process';
import { join } from 'node:path';

const REPOSITORY_ROOT = join(import.meta.dirname, '../../..');

/**
 * Runs the end-to-end tests and the browser tests at the same time, each over a local run of its own: both wait more than
 * they work. What the browser tests say is printed behind what the others say. Exits 1 where a test fails.
 */
const browser = runProject('browser', 'pipe');
const codes = [await runProject('e2e', 'inherit').ended];
codes.push(await browser.ended);
process.stderr.write(browser.said());
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;

function runProject(project: 'browser' | 'e2e', output: 'inherit' | 'pipe') {
  const child = spawn(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
      `--selectProjects=${project}`,
      '--runInBand',
      '--testTimeout=30000',
    ],
    { cwd: REPOSITORY_ROOT, stdio: ['ignore', output, output] },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => {
      said += data;
    });
  }
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  return { ended, said: () => said };
}
