import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleSizes } from '../bundle-sizes.ts';
import { providerSizes } from '../provider-sizes.ts';
import { synthesize } from '../synthesize.ts';
import { runCommand } from './run-command.ts';
import { providerTable, sizeTable } from './size-table.ts';

/** Calls models from more places than any other. */
const MEASURED_FUNCTION = 'stream-coach-conversation';

await runCommand(
  {
    command: 'npm run size',
    summary:
      'Bundles every function and prints its size, and what each model provider adds. Exits 1 where one is over its budget.',
    defaultStage: 'prod',
  },
  ({ stage }) => {
    const outdir = mkdtempSync(join(tmpdir(), 'coach-stream-size-'));
    try {
      const { directory, stacks } = synthesize({ stage, outdir });
      const sizes = bundleSizes(
        directory,
        stacks.map(({ templateFile }) => templateFile),
      );
      console.log(sizeTable(sizes));
      console.log(`\n${MEASURED_FUNCTION} of a stage that brings`);
      console.log(providerTable(providerSizes(MEASURED_FUNCTION, join(outdir, 'providers'))));
      return sizes.some(({ bytes, budgetBytes }) => bytes > budgetBytes) ? 1 : 0;
    } finally {
      rmSync(outdir, { recursive: true });
    }
  },
);
