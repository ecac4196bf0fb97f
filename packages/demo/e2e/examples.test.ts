import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { functionProcesses } from './support/faults.ts';
import { control, localRun } from './support/local-run.ts';

const run = localRun();
const SCRIPT = join(import.meta.dirname, '../../../examples/create-coach.mjs');

beforeEach(() => control(run, 'PUT', '/model/script', { firstTokenMs: 5, tokenMs: 1 }));
afterAll(() => control(run, 'PUT', '/model/script', {}));

/** Runs the example as a person would, against the run of the suite. */
async function createCoach(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }> {
  const env = { ...process.env, LOCAL_DIR: process.env.E2E_LOCAL_DIR, TOKEN: await run.demoToken(), ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, [SCRIPT, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}

/** A file of answers that is gone with the folder of temporary files. */
function answersFile(answers: unknown): string {
  const path = join(mkdtempSync(join(tmpdir(), 'answers-')), 'answers.json');
  writeFileSync(path, JSON.stringify(answers));
  return path;
}

describe('examples/create-coach.mjs', () => {
  it('makes a coach that knows the knee, and talks to it, with nothing but the default answers', async () => {
    const { code, stdout, stderr } = await createCoach(['--message', 'Can I do box jumps?']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('How old are you');
    expect(stdout).toMatch(/█{20} 100 %/);
    expect(stdout).toMatch(/\[\d+\.\d s\] complete/);
    expect(stdout).toMatch(/injuries +knee\n/);
    expect(stdout).toMatch(/never .*box jumps/);
    expect(stdout).toContain('> Can I do box jumps?');
    expect(stdout).toContain('Box jumps stay out');
    expect(stdout).not.toMatch(/<<<|NOTES/);
  }, 60_000);

  it('goes on where a stream is cut midway', async () => {
    const { name } = await functionProcesses(run, 'StreamCoachCreatorSession');
    await control(run, 'POST', `/functions/${name}/kill?afterEvents=6`);
    const { code, stdout } = await createCoach([]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\] complete/);
  }, 90_000);

  it('asks on where an answer says nothing, with the next text of a list', async () => {
    const goalsAndTimeline = ['hm', 'I want to run 10 km in June.'];
    const { stdout } = await createCoach(['--answers', answersFile({ goalsAndTimeline })]);
    expect(stdout).toMatch(/> hm\n[\s\S]*> I want to run 10 km in June\./);
  }, 60_000);

  it.each<[what: string, args: readonly string[], environment: Record<string, string>, message: RegExp]>([
    ['an unknown flag', ['--nope'], {}, /Usage:/],
    ['a file that is not there', ['--answers', '/nowhere.json'], {}, /is not there/],
    ['a file of another shape', ['--answers', answersFile([1])], {}, /has to hold an object/],
    ['no local run', [], { LOCAL_DIR: '/nowhere' }, /npm start/],
    ['a token that is none', [], { TOKEN: 'none' }, /refused: 401/],
  ])('ends with 1 and says what to do for %s', async (_what, args, environment, message) => {
    const { code, stderr } = await createCoach(args, environment);
    expect([code, message.test(stderr)]).toEqual([1, true]);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});
