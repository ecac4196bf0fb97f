import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPath, outputsSchema } from '@coach-stream/streaming-core/contract';
import * as z from 'zod/mini';

const REPOSITORY_ROOT = join(import.meta.dirname, '../../../..');

const demoIdsSchema = z.object({ userId: z.string(), coachId: z.string(), conversationId: z.string() });

/** A local run in a folder of its own, started as a person starts it. */
export interface StartedRun {
  /** From the command to its `ready` line, in milliseconds. */
  readonly readyMs: number;
  /** The main address, where test control is. */
  readonly address: string;
  /** Where the demo user's turns are posted to, and what they are sent with. */
  readonly streamUrl: string;
  readonly token: string;
  stop(): Promise<void>;
}

/** Runs `npm start` on a free port with its data in `localDir`; resolves at its `ready` line. */
export async function startRun(localDir: string): Promise<StartedRun> {
  const environment = { ...process.env, LOCAL_DIR: localDir, PORT: '0' };
  const startedAt = performance.now();
  // A process group of its own, so that npm and what it starts are stopped as by Ctrl-C
  const child = spawn('npm', ['start'], { cwd: REPOSITORY_ROOT, env: environment, detached: true });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = () => {
    if (child.pid !== undefined && child.exitCode === null) {
      process.kill(-child.pid, 'SIGINT');
    }
    return exited;
  };
  process.once('exit', stop);
  const address = await new Promise<string>((resolve, reject) => {
    let output = '';
    const read = (data: Buffer) => {
      output += data;
      const ready = /^ready (http:\S+)$/m.exec(output)?.[1];
      if (ready !== undefined) {
        resolve(ready);
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void exited.then(() => reject(new Error(`npm start ended before it was ready:\n${output}`)));
  });
  const readyMs = performance.now() - startedAt;
  const read = (file: string): unknown => JSON.parse(readFileSync(join(localDir, file), 'utf8'));
  const { streams } = z.parse(outputsSchema, read('outputs.json'));
  const ids = z.parse(demoIdsSchema, read('demo.json'));
  return {
    readyMs,
    address,
    streamUrl: `${streams.coachConversation}${buildPath('coachConversationStream', ids)}`,
    token: execFileSync(process.execPath, ['packages/demo/src/token.ts'], {
      cwd: REPOSITORY_ROOT,
      env: environment,
      encoding: 'utf8',
    }).trim(),
    async stop() {
      process.off('exit', stop);
      await stop();
    },
  };
}
