import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './support/browser.ts';
import { control, localRun, randomNoun } from './support/local-run.ts';
import { readConversation } from './support/stored-messages.ts';

const run = localRun();
const EXAMPLES = join(import.meta.dirname, '../../../examples');

const environment = async () => ({
  ...process.env,
  NODE_OPTIONS: '',
  LOCAL_DIR: process.env.E2E_LOCAL_DIR,
  TOKEN: await run.demoToken(),
  PORT: '0',
});

beforeAll(() => control(run, 'PUT', '/model/script', { firstTokenMs: 5, tokenMs: 5 }));
afterAll(async () => {
  await control(run, 'PUT', '/transports', { functionUrl: 'up' });
  await control(run, 'PUT', '/model/script', {});
});

/** The demo user's last answer. */
const lastAnswer = async () => (await readConversation(run)).messages.at(-1)?.content;

describe('examples/talk.mjs', () => {
  const talk = async (message: string) => {
    const env = await environment();
    return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, [join(EXAMPLES, 'talk.mjs'), message], { env }, (error, stdout, stderr) => {
        resolve({ code: error?.code ?? 0, stdout, stderr });
      });
    });
  };

  it('prints the answer that is stored, and on standard error how it came', async () => {
    const { code, stdout, stderr } = await talk(`What about ${randomNoun()}?`);
    expect(code).toBe(0);
    expect(stdout).toContain((await lastAnswer()) ?? 'no answer');
    expect(stdout).toMatch(/\(finished, \d+ tokens\)/);
    expect(stderr).toContain('… by functionUrl');
  });

  it('finds another way where the Function URL is down', async () => {
    await control(run, 'PUT', '/transports', { functionUrl: 'down' });
    const { code, stdout, stderr } = await talk('Thanks');
    expect(code).toBe(0);
    expect(stdout).toContain((await lastAnswer()) ?? 'no answer');
    expect(stderr).toContain('… by restStream, after: network');
    await control(run, 'PUT', '/transports', { functionUrl: 'up' });
  });

  it('says what to do where there is no local run', async () => {
    const env = { ...(await environment()), LOCAL_DIR: '/nowhere' };
    const code = await new Promise((resolve) => {
      execFile(process.execPath, [join(EXAMPLES, 'talk.mjs')], { env }, (error, _, stderr) =>
        resolve([error?.code, stderr.trim()]),
      );
    });
    expect(code).toEqual([1, 'There is no local run. Start it first: npm start']);
  });
});

describe('examples/event-source.html', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  }, 60_000);
  afterAll(() => browser.close());

  it("shows the answer that is stored, by the browser's own EventSource, without the token", async () => {
    const child = spawn(process.execPath, [join(EXAMPLES, 'event-source.mjs')], { env: await environment() });
    try {
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const page = await browser.newPage();
      await page.goto(line.toString().trim());
      await page.getByLabel('Message').fill(`What about ${randomNoun()}?`);
      await page.getByRole('button').click();
      await page.getByRole('status').filter({ hasText: 'finished' }).waitFor();
      expect(await page.locator('#answer').textContent()).toBe(await lastAnswer());
      expect(await page.content()).not.toContain(await run.demoToken());
    } finally {
      child.kill();
    }
  }, 60_000);
});
