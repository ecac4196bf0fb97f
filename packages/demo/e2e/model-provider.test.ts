import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ask, control, localRun, terminals, textOf } from './support/local-run.ts';
import { startOwnModel } from './support/model-switch.ts';
import { spawnStart } from './support/spawn-start.ts';

const localDir = mkdtempSync(join(tmpdir(), 'coach-stream-provider-'));
afterAll(() => rmSync(localDir, { recursive: true, force: true }));

const KEY = 'sk-test-key-that-nobody-may-see';

/** All text in a folder's files. */
function textIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
    .join('\n');
}

describe('npm start with MODEL_PROVIDER=openai', () => {
  it('has every call answered by that server, with its key, which is in no log, template or file', async () => {
    const own = await startOwnModel('Hello from a real server.');
    const started = await spawnStart(localDir, {
      MODEL_PROVIDER: 'openai',
      OPENAI_BASE_URL: `${own.server.url}/v1/`,
      OPENAI_MODEL: 'tiny-coach',
      OPENAI_API_KEY: KEY,
    });
    try {
      expect(started.output()).toContain(`Answers come from: tiny-coach at ${own.server.url}/v1`);
      const run = localRun(localDir, started.address);
      const received = await ask(run, 'How do I warm up before heavy squats?');
      expect(textOf(received)).toBe('Hello from a real server.');
      expect(terminals(received)).toMatchObject([{ type: 'complete', usage: { model: 'tiny-coach', costUsd: 0 } }]);
      expect(await control(run, 'GET', '/model/calls')).toEqual([]);
      // The router's call and the coach's.
      expect(own.server.bodies().length).toBeGreaterThanOrEqual(2);
      expect(new Set(own.server.authorizations())).toEqual(new Set([`Bearer ${KEY}`]));
      expect(started.output()).not.toContain(KEY);
    } finally {
      await started.stop();
      await own.server.close();
    }
    expect(textIn(localDir)).not.toContain(KEY);
  }, 90_000);

  it.each([
    ['MODEL_PROVIDER', { MODEL_PROVIDER: 'oracle' }],
    ['OPENAI_BASE_URL', { MODEL_PROVIDER: 'openai' }],
    ['OPENAI_BASE_URL', { MODEL_PROVIDER: 'openai', OPENAI_BASE_URL: 'localhost' }],
    ['ANTHROPIC_API_KEY', { MODEL_PROVIDER: 'anthropic' }],
    ['LOCAL_ASSEMBLY', { MODEL_PROVIDER: 'openai', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', LOCAL_ASSEMBLY: 'x' }],
  ])('says in one line what is wrong with %s', async (variable, env) => {
    const start = promisify(execFile)(process.execPath, [join(import.meta.dirname, '../src/start.ts')], {
      env: { PATH: process.env.PATH, PORT: '0', LOCAL_DIR: localDir, ...env },
    });
    await expect(start).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(`^[^\n]*${variable}[^\n]*\n$`),
    });
  });
});
