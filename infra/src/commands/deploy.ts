import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { buildWebApp } from '@coach-stream/web/build';
import { REPOSITORY_ROOT } from '../repository-root.ts';
import { stageConfig } from '../stages.ts';
import { CommandLineError, profileOf } from './command-line.ts';
import { readWebHosting, writeOutputsFile } from './outputs-file.ts';
import { runCdk } from './run-cdk.ts';
import { runCommand } from './run-command.ts';
import { uploadWebApp } from './upload-web-app.ts';

await runCommand(
  {
    command: 'npm run deploy',
    summary:
      'Deploys one stage, writes outputs/<stage>.json for its frontends and puts up the web app where the stage hosts it.\n' +
      'Needs AWS credentials.',
    passesOn: true,
  },
  async ({ stage, passedOn }) => {
    if (stage === 'local') {
      throw new CommandLineError('Stage local runs on this machine: npm start.');
    }
    const { web, region, allowedOrigins } = stageConfig(stage);
    // One that cannot be built is known before anything is deployed.
    const built = web.kind === 'hosted' ? await buildWebApp() : undefined;
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
      if (built !== undefined) {
        const { address, bucketName } = readWebHosting({ stackOutputsFile, stage });
        const profile = profileOf(passedOn);
        const s3 = new S3Client({ region, ...(profile !== undefined && { profile }) });
        await uploadWebApp({ s3, bucketName, directory: built.directory, outputsFile: file });
        console.log(`Web app: ${address}`);
        if (!allowedOrigins.some((origin) => origin === address)) {
          console.log(
            `It cannot call the stage yet: put ${address} into its allowedOrigins (infra/src/stages.ts), deploy again.`,
          );
        }
      }
      return 0;
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
);
