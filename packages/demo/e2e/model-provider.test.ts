import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { priceOf } from '@coach-stream/models/price-table';
import { costUsd } from '@coach-stream/models/pricing';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ask, control, localRun, terminals, textOf } from './support/local-run.ts';
import { startOwnModel } from './support/model-switch.ts';
import { spawnStart } from './support/spawn-start.ts';

const folder = mkdtempSync(join(tmpdir(), 'coach-stream-provider-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const KEY = 'sk-test-key-that-nobody-may-see';

/** All text in a folder's files. */
function textIn(localDir: string): string {
  return readdirSync(localDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
    .join('\n');
}

/** A plan that no rule makes of the message: it keeps something in mind without being asked to. */
const SAID = 'My left knee clicks when I squat.';
const REASONING = 'The server says so.';
const PLAN = {
  userIntent: 'question',
  showContextualUpdates: false,
  contextualUpdates: { initialGreeting: '' },
  workoutDetection: { isWorkoutLog: false, confidence: 1, workoutType: null, reasoning: REASONING },
  memoryProcessing: {
    needsRetrieval: false,
    isMemoryRequest: true,
    characteristics: { type: 'constraint', importance: 'high', isCoachSpecific: false, suggestedTags: ['knee'] },
    reasoning: REASONING,
  },
  contextNeeds: { needsSemanticSearch: false, searchTypes: [], query: '', reasoning: REASONING },
  conversationComplexity: {
    hasComplexity: false,
    complexityTypes: [],
    needsSummary: false,
    confidence: 1,
    reasoning: REASONING,
  },
  processingPriority: 'speed',
  routerMetadata: { confidence: 1 },
};

/** What the servers count for the router's call and the coach's. */
const TOKENS = { inputTokens: 50, outputTokens: 30, cacheReadTokens: 6, cacheWriteTokens: 14 };

const CLAUDE = 'claude-haiku-4-5-20251001';

describe('npm start with MODEL_PROVIDER', () => {
  it.each([
    { provider: 'openai', modelId: 'tiny-coach', cost: 0 },
    { provider: 'anthropic', modelId: CLAUDE, cost: costUsd(TOKENS, priceOf(CLAUDE)) },
  ] as const)(
    '$provider has every call answered by that server, with its key, which is in no log, template or file',
    async ({ provider, modelId, cost }) => {
      const localDir = mkdtempSync(join(folder, 'run-'));
      const own = await startOwnModel('', provider);
      own.server.script({
        reply: (tool) =>
          tool === 'plan_turn' ? { tool: { name: tool, input: PLAN } } : { text: 'Hello from a real server.' },
      });
      const prefix = provider.toUpperCase();
      const started = await spawnStart(localDir, {
        MODEL_PROVIDER: provider,
        [`${prefix}_BASE_URL`]: `${own.baseUrl}/`,
        [`${prefix}_MODEL`]: modelId,
        [`${prefix}_API_KEY`]: KEY,
      });
      try {
        expect(started.output()).toContain(`Answers come from: ${modelId} at ${own.baseUrl}\n`);
        const run = localRun(localDir, started.address);
        const received = await ask(run, `${SAID} How do I warm up?`);
        expect(textOf(received)).toBe('Hello from a real server.');
        expect(terminals(received)).toMatchObject([
          {
            type: 'complete',
            usage: { ...TOKENS, modelCalls: 2, model: modelId, costUsd: cost },
            memorySaved: { content: SAID },
          },
        ]);
        expect(await control(run, 'GET', '/model/calls')).toEqual([]);
        expect(new Set(own.server.authorizations())).toEqual(new Set([`Bearer ${KEY}`]));
        expect(started.output()).not.toContain(KEY);
      } finally {
        await started.stop();
        await own.server.close();
      }
      const kept = textIn(localDir);
      // The functions' logs are among it, and their templates.
      expect(kept).toContain('REPORT RequestId');
      expect(kept).toContain(own.baseUrl);
      expect(kept).not.toContain(KEY);
    },
    90_000,
  );

  it.each([
    ['MODEL_PROVIDER', { MODEL_PROVIDER: 'oracle' }],
    ['OPENAI_BASE_URL', { MODEL_PROVIDER: 'openai' }],
    ['OPENAI_BASE_URL', { MODEL_PROVIDER: 'openai', OPENAI_BASE_URL: 'localhost' }],
    ['ANTHROPIC_API_KEY', { MODEL_PROVIDER: 'anthropic' }],
    ['ANTHROPIC_BASE_URL', { MODEL_PROVIDER: 'anthropic', ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: 'localhost' }],
    ['LOCAL_ASSEMBLY', { MODEL_PROVIDER: 'openai', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', LOCAL_ASSEMBLY: 'x' }],
  ])('says in one line what is wrong with %s', async (variable, env) => {
    const start = promisify(execFile)(process.execPath, [join(import.meta.dirname, '../src/start.ts')], {
      env: { PATH: process.env.PATH, PORT: '0', LOCAL_DIR: folder, ...env },
    });
    await expect(start).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(`^[^\n]*${variable}[^\n]*\n$`),
    });
  });
});
