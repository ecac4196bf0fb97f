import { runCdk } from './run-cdk.ts';
import { runCommand } from './run-command.ts';

await runCommand(
  {
    command: 'npm run diff',
    summary: 'Shows what a deployment of one stage would change. Needs AWS credentials.',
    passesOn: true,
  },
  ({ stage, passedOn }) => runCdk(stage, ['diff', ...passedOn]),
);
