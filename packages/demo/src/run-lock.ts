import { DemoError } from './demo-error.ts';
import { type LocalFolder, readLocalFile, writeLocalFile } from './local-folder.ts';

/**
 * Makes this process the one that may use the folder: two runs on it would spoil its data.
 *
 * @throws DemoError where a local run is up on it.
 */
export async function lockFolder(folder: LocalFolder): Promise<void> {
  const running = readLocalFile(folder, 'run');
  if (running !== undefined && running.pid !== process.pid && (await isUp(running))) {
    throw new DemoError(
      `The local run is up (process ${running.pid}). Stop it, or set LOCAL_DIR and PORT for a second one.`,
    );
  }
  writeLocalFile(folder, 'run', { pid: process.pid });
}

/** Whether that process is still the local run: an id alone may have been given to another process since. */
async function isUp({ pid, address }: { pid: number; address?: string | undefined }): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (address === undefined) {
    return true;
  }
  return fetch(`${address}/_local/`).then(
    () => true,
    () => false,
  );
}
