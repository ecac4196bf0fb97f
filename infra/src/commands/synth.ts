import { join, relative } from 'node:path';
import { bundleSizes } from '../bundle-sizes.ts';
import { REPOSITORY_ROOT } from '../repository-root.ts';
import { synthesize } from '../synthesize.ts';
import { runCommand } from './run-command.ts';
import { formatSize } from './size-table.ts';

await runCommand(
  {
    command: 'npm run synth',
    summary: 'Writes the CloudFormation templates and bundles of one stage to cdk.out/. Needs no AWS credentials.',
  },
  ({ stage }) => {
    const { directory, stacks } = synthesize({ stage, outdir: join(REPOSITORY_ROOT, 'cdk.out', stage) });
    const fromHere = (file: string) => relative(process.cwd(), file);
    for (const { name, templateFile } of stacks) {
      console.log(`${name}  ${fromHere(templateFile)}`);
    }
    const templateFiles = stacks.map(({ templateFile }) => templateFile);
    for (const { functionName, file, bytes } of bundleSizes(directory, templateFiles)) {
      console.log(`${functionName}  ${fromHere(file)}  ${formatSize(bytes)}`);
    }
    return 0;
  },
);
