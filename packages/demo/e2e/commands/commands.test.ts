import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ask, localRun, randomNoun, textOf } from '../support/local-run.ts';
import { spawnStart } from '../support/spawn-start.ts';
import { readConversation } from '../support/stored-messages.ts';

const execute = promisify(execFile);
const run = localRun();
const suiteDir = process.env.E2E_LOCAL_DIR ?? '';

/** Runs a demo command as npm does. */
function command(name: 'token' | 'reset' | 'start', args: readonly string[] = [], env: Record<string, string> = {}) {
  const script = join(import.meta.dirname, '../../src', `${name}.ts`);
  return execute(process.execPath, [script, ...args], {
    env: { ...process.env, NODE_OPTIONS: '', LOCAL_DIR: suiteDir, ...env },
  });
}

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

describe('the token command', () => {
  it("prints the demo user's ID token and nothing else", async () => {
    const { stdout, stderr } = await command('token');
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(stderr).toBe('');
    expect(claimsOf(stdout)).toMatchObject({ token_use: 'id', 'custom:user_id': run.ids.userId });
  });

  it('makes another user and gives the same one again', async () => {
    const name = randomNoun();
    const [first, second] = [await command('token', ['--user', name]), await command('token', ['--user', name])];
    const userId = claimsOf(first.stdout)['custom:user_id'];
    expect(claimsOf(second.stdout)['custom:user_id']).toBe(userId);
    expect(userId).not.toBe(run.ids.userId);
  });

  it('says what to do where no local run was ever started', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'coach-stream-empty-'));
    await expect(command('token', [], { LOCAL_DIR: empty })).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('npm start'),
    });
    rmSync(empty, { recursive: true });
  });
});

describe('the local folder', () => {
  it('is readable by its owner only', () => {
    expect(statSync(suiteDir).mode & 0o077).toBe(0);
    for (const file of readdirSync(suiteDir, { withFileTypes: true })) {
      if (file.isFile()) {
        expect([file.name, statSync(join(suiteDir, file.name)).mode & 0o077]).toEqual([file.name, 0]);
      }
    }
  });

  it('is not served twice, nor reset while it is served', async () => {
    await expect(command('start', [], { PORT: '0' })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is up'),
    });
    await expect(command('reset')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('is up') });
  });
});

describe('the start command', () => {
  const localDir = mkdtempSync(join(tmpdir(), 'coach-stream-restart-'));
  afterAll(() => rmSync(localDir, { recursive: true, force: true }));

  it('keeps the conversation over a restart, ends every child on SIGINT, and prints a curl line that works', async () => {
    const noun = randomNoun();
    const first = await spawnStart(localDir);
    const before = localRun(localDir, first.address);
    await ask(before, `Let us talk about ${noun}.`);
    const children = childrenOf(first.process.pid ?? 0);
    expect(children.length).toBeGreaterThan(0);
    const { tookMs, exitCode } = await first.stop();
    expect(exitCode).toBe(0);
    expect(tookMs).toBeLessThan(3_000);
    expect(children.filter(isRunning)).toEqual([]);

    const second = await spawnStart(localDir);
    try {
      const after = localRun(localDir, second.address);
      expect(after.ids).toEqual(before.ids);
      const { messages } = await readConversation(after);
      expect(messages.map(({ content }) => content)).toContain(`Let us talk about ${noun}.`);
      expect(textOf(await ask(after, 'And now?'))).toContain(noun);

      const curl = /curl -N [\s\S]*?}'/.exec(second.output())?.[0] ?? '';
      const pasted = curl.replace(/\$\([^)]*\)/, await after.token());
      const { stdout } = await execute('sh', ['-c', pasted]);
      expect(stdout).toMatch(/"type":"start"[\s\S]*"type":"chunk"[\s\S]*"type":"complete"/);
    } finally {
      await second.stop();
    }
  }, 60_000);

  it.each(['seventy', '70000', '-1'])('refuses the port %s in one line', async (port) => {
    await expect(command('start', [], { PORT: port, LOCAL_DIR: localDir })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^PORT is ".*\n$/),
    });
  });
});

/** Ids of all processes below a process, from /proc. */
function childrenOf(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1];
        return [{ child: Number(name), parent: Number(parent) }];
      } catch {
        return [];
      }
    });
  const direct = parents.filter(({ parent }) => parent === pid).map(({ child }) => child);
  return [...direct, ...direct.flatMap(childrenOf)];
}

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
