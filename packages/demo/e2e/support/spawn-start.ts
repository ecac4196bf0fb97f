import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const REPOSITORY_ROOT = join(import.meta.dirname, '../../../..');

/** The start command as a person runs it, in a process of its own. */
export interface StartedRun {
  readonly address: string;
  readonly output: () => string;
  /** Sends SIGINT and waits for the end; gives how long that took, in milliseconds, and the exit code. */
  stop(): Promise<{ tookMs: number; exitCode: number | null }>;
  readonly process: ChildProcess;
}

/** Starts the local run on a free port with its data in `localDir`; resolves at its `ready` line. */
export function spawnStart(localDir: string, env: Record<string, string> = {}): Promise<StartedRun> {
  const child = spawn(process.execPath, ['packages/demo/src/start.ts'], {
    cwd: REPOSITORY_ROOT,
    env: { ...process.env, NODE_OPTIONS: '', PORT: '0', LOCAL_DIR: localDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return new Promise((resolve, reject) => {
    const read = (data: Buffer) => {
      output += data;
      const address = /^ready (http:\S+)$/m.exec(output)?.[1];
      if (address !== undefined) {
        resolve({
          address,
          output: () => output,
          process: child,
          async stop() {
            const startedAt = Date.now();
            child.kill('SIGINT');
            return { exitCode: await exited, tookMs: Date.now() - startedAt };
          },
        });
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void exited.then((code) => reject(new Error(`The local run ended with ${code} before it was ready:\n${output}`)));
  });
}
