import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../repository-root.ts';
import type { StageName } from '../stages.ts';

/**
 * Runs the workspace's own CDK CLI on the app of one stage, in the foreground.
 *
 * @param args the CLI's command and its arguments
 * @returns its exit code
 */
export async function runCdk(stage: StageName, args: readonly string[]): Promise<number> {
  const cli = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
  const [command = '', ...rest] = args;
  const child = spawn(
    process.execPath,
    [cli, command, '--context', `stage=${stage}`, '--output', join('cdk.out', stage), ...rest],
    { cwd: REPOSITORY_ROOT, stdio: 'inherit' },
  );
  const [exitCode] = await once(child, 'exit');
  return typeof exitCode === 'number' ? exitCode : 1;
}
