import { DemoError } from './demo-error.ts';
import { type LocalFolder, readLocalFile, writeLocalFile } from './local-folder.ts';

/**
 * Makes this process the one that may use the folder: two runs on it would spoil its data.
 *
 * @throws DemoError where a local run is up on it.
 */
export async function lockFolder(folder: LocalFolder): Promise<void> {
  if (await isUp(folder)) {
    const { pid } = readLocalFile(folder, 'run') ?? {};
    throw new DemoError(`The local run is up (process ${pid}). Stop it, or set LOCAL_DIR and PORT for a second one.`);
  }
  writeLocalFile(folder, 'run', { pid: process.pid });
}

/** Whether another process runs on the folder: an id alone may have been given to somebody else since. */
export async function isUp(folder: LocalFolder): Promise<boolean> {
  const running = readLocalFile(folder, 'run');
  if (running === undefined || running.pid === process.pid) {
    return false;
  }
  try {
    process.kill(running.pid, 0);
  } catch {
    return false;
  }
  if (running.address === undefined) {
    return true;
  }
  return fetch(`${running.address}/_local/`).then(
    () => true,
    () => false,
  );
}
