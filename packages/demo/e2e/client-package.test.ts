import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './support/browser.ts';
import { newConversation } from './support/conversations.ts';
import { functionProcesses } from './support/faults.ts';
import { control, localRun, randomNoun } from './support/local-run.ts';
import { readConversation } from './support/stored-messages.ts';

const execute = promisify(execFile);
const run = localRun();
const ROOT = join(import.meta.dirname, '../../..');
const CLIENT = join(ROOT, 'packages/client');
const ENVIRONMENT = { ...process.env, NODE_OPTIONS: '' };

/** What an application writes first: everything that it reads is typed. */
const APPLICATION = `
import { readFileSync } from 'node:fs';
import { type ClientEvent, CoachStreamError, createCoachStreamClient, type Transport } from '@coach-stream/client';
import { CoachConversationAgent } from '@coach-stream/client/agents';
import { outputsSchema } from '@coach-stream/client/schema';

const outputs = outputsSchema.parse(JSON.parse(readFileSync(process.env.OUTPUTS ?? '', 'utf8')));
const ids = JSON.parse(process.env.IDS ?? '') as { userId: string; coachId: string; conversationId: string };
const client = createCoachStreamClient({ outputs, getToken: () => process.env.TOKEN ?? '' });
const transports: Transport[] = [];
let text = '';
try {
  const stream = client.streamCoachConversation(ids, {
    userResponse: process.env.MESSAGE ?? '',
    onTransportChange: ({ to }) => transports.push(to),
  });
  for await (const event of stream) {
    text += textOf(event);
  }
} catch (error) {
  console.error(CoachStreamError.is(error) ? error.code : error);
}
function textOf(event: ClientEvent): string {
  return event.type === 'chunk' ? event.content : '';
}
// @ts-expect-error a message is a text
void (() => client.streamCoachConversation(ids, { userResponse: 7 }));
console.log(JSON.stringify({ text, transports, agent: typeof CoachConversationAgent }));
`;

const TSCONFIG = {
  compilerOptions: {
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    target: 'ES2022',
    lib: ['ES2022', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
    module: 'NodeNext',
    types: ['node'],
  },
  include: ['*.ts'],
};

/** The examples of the README that need nothing but the package. */
async function readmeExamples(): Promise<string[]> {
  const readme = await readFile(join(CLIENT, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);
  return blocks.filter(
    (code) => code.includes("'@coach-stream/client'") && !/client\/(react|ai-sdk)'|'react'|'ai'/.test(code),
  );
}

/** The workspace's Node, and the machine's own where there is another: the client runs on Node 20 and later. */
function nodesToTry(): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const own = folders.map((folder) => join(folder, 'node')).find((path) => existsSync(path));
  return [process.execPath, ...(own === undefined ? [] : [own])];
}

let project: string;
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'coach-stream-project-'));
  const manifest = await readFile(join(CLIENT, 'package.json'), 'utf8');
  const { stdout } = await execute('npm', ['pack', '--json', '--pack-destination', project], {
    cwd: CLIENT,
    env: ENVIRONMENT,
  });
  expect(await readFile(join(CLIENT, 'package.json'), 'utf8')).toBe(manifest);
  // What the scripts print stands before the JSON.
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as { filename: string }[];
  await writeFile(
    join(project, 'package.json'),
    JSON.stringify({ name: 'application', type: 'module', private: true }),
  );
  const packages = [join(project, packed?.filename ?? ''), '@types/node@24.19.2'];
  await execute('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...packages], {
    cwd: project,
    env: ENVIRONMENT,
  });
  await writeFile(join(project, 'application.ts'), APPLICATION);
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  for (const [index, code] of (await readmeExamples()).entries()) {
    await writeFile(join(project, `readme-${index}.ts`), code);
  }
}, 180_000);
afterAll(() => rm(project, { recursive: true, force: true }));

describe('the packed client in an empty project', () => {
  it('brings its parser and its schemas, and neither React nor the AI SDK', async () => {
    const { stdout } = await execute('npm', ['ls', '--all', '--parseable'], { cwd: project, env: ENVIRONMENT });
    expect(stdout).toContain('node_modules/eventsource-parser');
    expect(stdout).not.toMatch(/node_modules\/(react|ai)\n/);
  });

  it('type-checks, with the examples of its README', async () => {
    expect((await readmeExamples()).length).toBeGreaterThanOrEqual(3);
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const { stdout } = await execute(process.execPath, [tsc, '-p', project], { cwd: project, env: ENVIRONMENT }).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toBe('');
  }, 60_000);

  it.each(nodesToTry())(
    'streams an answer of the local run under %s, and stores it',
    async (node) => {
      await control(run, 'PUT', '/model/script', { firstTokenMs: 5, tokenMs: 1 });
      const { ids, token } = await newConversation(run);
      const MESSAGE = `What about ${randomNoun()}?`;
      const { stdout, stderr } = await execute(node, ['application.js'], {
        cwd: project,
        env: {
          ...ENVIRONMENT,
          MESSAGE,
          TOKEN: token,
          IDS: JSON.stringify(ids),
          OUTPUTS: join(process.env.E2E_LOCAL_DIR ?? '', 'outputs.json'),
        },
      });
      expect(stderr).toBe('');
      const { text, transports, agent } = JSON.parse(stdout) as { text: string; transports: string[]; agent: string };
      expect([transports, agent]).toEqual([['functionUrl'], 'function']);
      const { messages } = await readConversation(run, ids);
      expect(messages.map(({ content }) => content)).toEqual([MESSAGE, text]);
      await control(run, 'PUT', '/model/script', {});
    },
    60_000,
  );
});

describe('the published modules in a real browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await control(run, 'PUT', '/transports', { functionUrl: 'up' });
    await control(run, 'PUT', '/model/script', {});
  });

  /** A page of an origin that the stage allows, with the modules as they were installed. */
  async function openPage(): Promise<Page> {
    // What is made up here comes from no address, and asks one of this machine.
    const page = await browser.newPage({ permissions: ['local-network-access'] });
    await page.route(`${run.address}/node_modules/**`, async (route) => {
      const path = join(project, new URL(route.request().url()).pathname);
      await route.fulfill({ body: await readFile(path), contentType: 'text/javascript' });
    });
    const imports = {
      '@coach-stream/client': '/node_modules/@coach-stream/client/dist/index.js',
      'eventsource-parser': '/node_modules/eventsource-parser/dist/index.js',
    };
    const body = `<!doctype html><script type="importmap">${JSON.stringify({ imports })}</script>`;
    await page.route(`${run.address}/page`, (route) => route.fulfill({ body, contentType: 'text/html' }));
    await page.goto(`${run.address}/page`);
    return page;
  }

  /** Reads an answer in the page; `hasText` of the page tells when its first text is there. */
  async function ask(page: Page, message: string) {
    const { ids, token } = await newConversation(run);
    const reading = page.evaluate(
      async ({ outputs, ids, token, message }) => {
        const name = '@coach-stream/client';
        const { createCoachStreamClient } = (await import(name)) as typeof import('@coach-stream/client');
        const transports: string[] = [];
        const resumes: number[] = [];
        let text = '';
        const stream = createCoachStreamClient({ outputs, getToken: () => token }).streamCoachConversation(ids, {
          userResponse: message,
          onTransportChange: ({ to }) => transports.push(to),
          onResume: (attempt) => resumes.push(attempt),
          onFirstToken: () => Object.assign(globalThis, { hasText: true }),
        });
        for await (const event of stream) {
          if (event.type === 'chunk') {
            text += event.content;
          } else if (event.type === 'retract' || (event.type === 'start' && event.status === 'restarted')) {
            text = '';
          }
        }
        return { text, transports, resumes };
      },
      { outputs: run.outputs, ids, token, message },
    );
    return { ids, reading };
  }

  it.each([
    ['up', ['functionUrl']],
    ['down', ['functionUrl', 'restStream']],
  ])(
    'stream across origins while Function URLs are %s',
    async (functionUrl, transports) => {
      await control(run, 'PUT', '/transports', { functionUrl });
      const { ids, reading } = await ask(await openPage(), 'Thanks');
      const { text, transports: used } = await reading;
      expect(used).toEqual(transports);
      expect((await readConversation(run, ids)).messages.map(({ content }) => content)).toEqual(['Thanks', text]);
      await control(run, 'PUT', '/transports', { functionUrl: 'up' });
    },
    60_000,
  );

  it('wait for the network where the browser is offline, and go on by the same transport', async () => {
    await control(run, 'PUT', '/model/script', { firstTokenMs: 20, tokenMs: 30 });
    const { name } = await functionProcesses(run);
    const page = await openPage();
    await control(run, 'POST', `/functions/${name}/drop?afterEvents=12`);
    const { ids, reading } = await ask(page, 'How do I warm up?');
    await page.waitForFunction('window.hasText');
    await page.context().setOffline(true);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await page.context().setOffline(false);
    const { text, transports, resumes } = await reading;
    expect([transports, resumes]).toEqual([['functionUrl'], [1]]);
    expect((await readConversation(run, ids)).messages[1]?.content).toBe(text);
  }, 60_000);
});
