import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { runDemoCommand } from './demo-error.ts';
import { LOCAL_FILES, openLocalFolder } from './local-folder.ts';
import { lockFolder } from './run-lock.ts';

await runDemoCommand(async () => {
  const folder = openLocalFolder();
  await lockFolder(folder);
  // LOCAL_DIR may name any folder: only what a local run has made is removed.
  const made = Object.values(LOCAL_FILES).map(({ name }) => `${folder.directory}/${name}`);
  for (const path of [...made, folder.assembly, folder.data]) {
    rmSync(path, { recursive: true, force: true });
  }
  if (readdirSync(folder.directory).length === 0) {
    rmdirSync(folder.directory);
  }
  console.log('The local data is gone.');
});
