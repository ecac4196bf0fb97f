import { rmSync } from 'node:fs';
import { runDemoCommand } from './demo-error.ts';
import { openLocalFolder } from './local-folder.ts';
import { lockFolder } from './run-lock.ts';

await runDemoCommand(async () => {
  const folder = openLocalFolder();
  await lockFolder(folder);
  rmSync(folder.directory, { recursive: true, force: true });
  console.log('The local data is gone.');
});
