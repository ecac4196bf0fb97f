import { spawn } from 'node:child_process';
import { JEST_COMMAND, REPOSITORY_ROOT } from './support/jest-command.ts';

/**
 * Runs the end-to-end tests in two halves at the same time, each over a local run of its own: both wait more than they
 * work. What the second half says is printed behind what the first says. Exits 1 where a test fails.
 */
const second = runProjects(['browser', 'commands', 'faults'], 'pipe');
const codes = [await runProjects(['e2e'], 'inherit').ended];
codes.push(await second.ended);
process.stderr.write(second.said());
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;

function runProjects(projects: readonly ('browser' | 'commands' | 'e2e' | 'faults')[], output: 'inherit' | 'pipe') {
  const child = spawn(process.execPath, [...JEST_COMMAND, '--selectProjects', ...projects], {
    cwd: REPOSITORY_ROOT,
    stdio: ['ignore', output, output],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => {
      said += data;
    });
  }
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  return { ended, said: () => said };
}
