import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { evaluate } from '../../../infra/test/support/evaluate.ts';
import { DemoError, runDemoCommand } from '../src/demo-error.ts';
import { synthesizeAssembly } from '../src/synthesize-assembly.ts';
import { listRoleCuts, type RoleCut, writeWithout } from './support/role-cuts.ts';
import { runTests } from './support/run-tests.ts';
import { spawnStart } from './support/spawn-start.ts';

const HELP = `Usage: npm run pnpm -- test:roles [--actions] [--resources] [--only TEXT]

Takes every statement out of every role of stage local, one at a time, runs the app without it, and expects that an
end-to-end test fails and that the run tells an access error. Exits 1 where a statement can go unnoticed.

  --actions    also every single action of statements with several
  --resources  also every single resource of statements with several; with both, every action on every resource
  --only       only what has this text in its role, actions or resources, such as sqs:SendMessage`;

/** Tests of a few seconds that use what the roles allow. */
const TESTS = 'e2e/roles\\.test';

/** What every stage's roles may do, as infra's own test has it. */
const GOLDEN_STATEMENTS = join(import.meta.dirname, '../../../infra/test/golden/iam-statements.json');
const goldenSchema = z.record(
  z.enum(['local', 'deployed']),
  z.record(
    z.string(),
    z.object({ statements: z.array(z.object({ Action: z.union([z.string(), z.array(z.string())]) })) }),
  ),
);

/** What became of one run. */
interface Outcome {
  readonly failedTests: readonly string[];
  readonly accessErrors: readonly string[];
  /** All that the run and the tests said. */
  readonly text: string;
}

await runDemoCommand(async () => {
  const { values } = parseArgs({
    options: {
      actions: { type: 'boolean' },
      resources: { type: 'boolean' },
      only: { type: 'string', default: '' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const directory = mkdtempSync(join(tmpdir(), 'coach-stream-roles-'));
  try {
    const assemblyDir = join(directory, 'assembly');
    await synthesizeAssembly({ outdir: assemblyDir, port: 4000 });
    const whole = await tryAssembly(assemblyDir, join(directory, 'whole'));
    if (whole.failedTests.length + whole.accessErrors.length > 0) {
      throw new DemoError(`The tests have to pass with all statements, without an access error:\n${whole.text}`);
    }
    const cuts = listRoleCuts(assemblyDir, {
      isByAction: values.actions === true,
      isByResource: values.resources === true,
    }).filter((cut) => `${cut.role} ${describe(cut)}`.includes(values.only));
    if (cuts.length === 0) {
      throw new DemoError(`No statement has "${values.only}" in its role, actions or resources.`);
    }
    printRow(['role', 'without', 'failed test', 'access error']);
    printRow(['---', '---', '---', '---']);
    let unnoticed = 0;
    for (const [index, cut] of cuts.entries()) {
      const cutDir = join(directory, `cut-${index}`);
      writeWithout(cut, assemblyDir, cutDir);
      const outcome = await tryAssembly(cutDir, `${cutDir}-data`);
      rmSync(cutDir, { recursive: true });
      unnoticed += report(cut, outcome) ? 0 : 1;
    }
    console.log(`\n${cuts.length - unnoticed} of ${cuts.length} were noticed.`);
    console.log(`Not in stage local, so not tried: ${actionsOfDeployedStagesOnly().join(', ')}.`);
    if (unnoticed > 0) {
      throw new DemoError('What nobody notices is either not needed or not tested.');
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

/** Runs the tests on an assembly. A run that does not even start counts as a failed test. */
async function tryAssembly(assemblyDir: string, localDir: string): Promise<Outcome> {
  const run = await spawnStart(localDir, { LOCAL_ASSEMBLY: assemblyDir }).catch((error: Error) => error);
  if (run instanceof Error) {
    return { failedTests: ['the start'], accessErrors: accessErrorsIn(run.message), text: run.message };
  }
  try {
    const { failed, message } = await runTests(TESTS, { localDir, address: run.address });
    return { failedTests: failed, accessErrors: accessErrorsIn(run.output()), text: `${run.output()}\n${message}` };
  } finally {
    await run.stop();
  }
}

/** `<action> on <resource>` of every refusal that the run told, each once. */
function accessErrorsIn(output: string): string[] {
  const refusals = output.matchAll(/(?:may not|not authorized to perform:) (\w+:\w+) on (?:resource: )?(\S+)/g);
  return [...new Set([...refusals].map(([, action, resource]) => `${action} on ${resource}`))];
}

/** Prints a table row on what came of one cut, and says whether it was noticed. */
function report(cut: RoleCut, { failedTests, accessErrors, text }: Outcome): boolean {
  const expected = accessErrors.filter((error) => cut.actions.some((action) => error.startsWith(`${action} on `)));
  const isNoticed = failedTests.length > 0 && expected.length > 0;
  printRow([cut.role, describe(cut), failedTests.join('; ') || 'NONE', expected.join('; ') || 'NONE']);
  if (!isNoticed) {
    console.log(`\n${text}\n`);
  }
  return isNoticed;
}

/** What a cut takes away. */
function describe({ actions, resources }: RoleCut): string {
  return `${actions.join(', ')} on ${resources.map(inText).join(', ')}`;
}

function printRow(cells: readonly string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

/** A resource of a template as text, its references as `${LogicalId.Attribute}`. */
function inText(resource: unknown): string {
  return String(evaluate(resource, (reference) => `\${${reference}}`));
}

function actionsOfDeployedStagesOnly(): string[] {
  const golden = z.parse(goldenSchema, JSON.parse(readFileSync(GOLDEN_STATEMENTS, 'utf8')));
  const actionsOf = (stage: 'local' | 'deployed') =>
    Object.values(golden[stage]).flatMap(({ statements }) => statements.flatMap(({ Action }) => Action));
  const local = new Set(actionsOf('local'));
  return [...new Set(actionsOf('deployed'))].filter((action) => !local.has(action));
}
