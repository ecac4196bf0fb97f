import { parseArgs } from 'node:util';
import { DemoError, runDemoCommand } from './demo-error.ts';
import { openLocalFolder, readLocalFile } from './local-folder.ts';
import { isUp } from './run-lock.ts';
import { DEMO_USER, signIn } from './sign-in.ts';

const HELP = `Usage: npm run -s token [-- --user NAME]

Prints the ID token of the demo user, or of another one, who is made where there is none. Needs a running local run.`;

await runDemoCommand(async () => {
  const values = readFlags();
  if (values.help) {
    console.log(HELP);
    return;
  }
  const folder = openLocalFolder();
  const outputs = readLocalFile(folder, 'outputs');
  const operator = readLocalFile(folder, 'operator');
  if (outputs === undefined || operator === undefined || !(await isUp(folder))) {
    throw new DemoError('The local run is not up: npm start');
  }
  console.log(await signIn(values.user, outputs, operator));
});

function readFlags(): { user: string; help?: boolean } {
  try {
    return parseArgs({ options: { user: { type: 'string', default: DEMO_USER }, help: { type: 'boolean' } } }).values;
  } catch (error) {
    throw new DemoError(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
  }
}
