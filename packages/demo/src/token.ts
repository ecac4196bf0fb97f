import { parseArgs } from 'node:util';
import { DemoError, runDemoCommand } from './demo-error.ts';
import { openLocalFolder, readLocalFile } from './local-folder.ts';
import { DEMO_USER, signIn } from './sign-in.ts';

const HELP = `Usage: npm run -s token [-- --user NAME]

Prints the ID token of the demo user, or of another one, who is made where there is none. Needs a running local run.`;

await runDemoCommand(async () => {
  const { values } = parseArgs({
    options: { user: { type: 'string', default: DEMO_USER }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const folder = openLocalFolder();
  const outputs = readLocalFile(folder, 'outputs');
  const operator = readLocalFile(folder, 'operator');
  if (outputs === undefined || operator === undefined) {
    throw new DemoError('There is no local run yet: npm start');
  }
  console.log(await signIn(values.user, outputs, operator));
});
