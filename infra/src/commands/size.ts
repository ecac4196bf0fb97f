import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleSizes } from '../bundle-sizes.ts';
import { synthesize } from '../synthesize.ts';
import { runCommand } from './run-command.ts';
import { sizeTable } from './size-table.ts';

await runCommand(
  {
    command: 'npm run size',
    summary: 'Bundles every function and prints its size. Exits 1 where one is over its budget.',
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
      return sizes.some(({ bytes, budgetBytes }) => bytes > budgetBytes) ? 1 : 0;
    } finally {
      rmSync(outdir, { recursive: true });
    }
  },
);
