import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { REPOSITORY_ROOT } from '../repository-root.ts';
import { CommandLineError } from './command-line.ts';
import { writeOutputsFile } from './outputs-file.ts';
import { runCdk } from './run-cdk.ts';
import { runCommand } from './run-command.ts';

await runCommand(
  {
    command: 'npm run deploy',
    summary: 'Deploys one stage and writes outputs/<stage>.json for its frontends. Needs AWS credentials.',
    passesOn: true,
  },
  async ({ stage, passedOn }) => {
    if (stage === 'local') {
      throw new CommandLineError('Stage local runs on this machine: npm start.');
    }
    const directory = mkdtempSync(join(tmpdir(), 'coach-stream-deploy-'));
    try {
      const stackOutputsFile = join(directory, 'stack-outputs.json');
      const exitCode = await runCdk(stage, ['deploy', '--all', '--outputs-file', stackOutputsFile, ...passedOn]);
      if (exitCode !== 0) {
        return exitCode;
      }
      const outputsDirectory = join(REPOSITORY_ROOT, 'outputs');
      mkdirSync(outputsDirectory, { recursive: true });
      const file = writeOutputsFile({ stackOutputsFile, stage, outputsDirectory });
      console.log(`Wrote ${relative(process.cwd(), file)}`);
      return 0;
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
);
