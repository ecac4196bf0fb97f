import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { JEST_COMMAND, REPOSITORY_ROOT } from './jest-command.ts';

const reportSchema = z.object({
  success: z.boolean(),
  numTotalTests: z.int(),
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(z.object({ title: z.string(), status: z.string() })),
    }),
  ),
});

/** How tests ended. */
export interface TestReport {
  /** Names of the tests that failed. */
  readonly failed: readonly string[];
  /** Jest's text on what failed. */
  readonly message: string;
}

/**
 * Runs end-to-end tests in a process of their own against a local run that is up.
 *
 * @param files pattern of the test files' paths
 * @param run where the run keeps its data, and its address
 * @throws Error where no test ran
 */
export async function runTests(files: string, run: { localDir: string; address: string }): Promise<TestReport> {
  const directory = mkdtempSync(join(tmpdir(), 'coach-stream-tests-'));
  const outputFile = join(directory, 'report.json');
  try {
    const output = await runJest(['--testPathPatterns', files, '--json', '--outputFile', outputFile], {
      E2E_LOCAL_DIR: run.localDir,
      E2E_ADDRESS: run.address,
    });
    const report = readReport(outputFile);
    if (report === undefined || report.numTotalTests === 0) {
      throw new Error(`No end-to-end test ran:\n${output}`);
    }
    const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
    return {
      failed: results.filter(({ status }) => status === 'failed').map(({ title }) => title),
      message: report.testResults.map(({ message }) => message).join('\n'),
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function runJest(parameters: readonly string[], env: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, [...JEST_COMMAND, '--selectProjects=e2e', ...parameters], {
    cwd: REPOSITORY_ROOT,
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      output += data;
    });
  }
  return new Promise((resolve, reject) => child.on('error', reject).on('close', () => resolve(output)));
}

function readReport(file: string): z.infer<typeof reportSchema> | undefined {
  try {
    return z.parse(reportSchema, JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}
