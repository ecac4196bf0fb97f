import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createCoachStreamClient } from '@coach-stream/client';

const ROOT = resolve(import.meta.dirname, '..');

/**
 * A client of the local run (npm start), and the demo user's conversation. `LOCAL_DIR` names another folder than
 * `.local`; `TOKEN` a token that is at hand, else `npm run -s token` is asked for one, and again where it has run out.
 */
export async function openStageClient({ LOCAL_DIR, TOKEN } = process.env) {
  const folder = resolve(ROOT, LOCAL_DIR || '.local');
  const read = async (name) => JSON.parse(await readFile(join(folder, name), 'utf8'));
  const [outputs, ids] = await Promise.all([read('outputs.json'), read('demo.json')]).catch((cause) => {
    throw new Error('There is no local run. Start it first: npm start', { cause });
  });
  let token;
  const client = createCoachStreamClient({
    outputs,
    getToken({ isRefresh }) {
      token = isRefresh ? undefined : token;
      token ??= TOKEN === undefined ? askForToken() : Promise.resolve(TOKEN);
      return token;
    },
  });
  return { client, outputs, ids };
}

async function askForToken() {
  const { stdout } = await promisify(execFile)('npm', ['run', '-s', 'token'], { cwd: ROOT });
  return stdout.trim();
}
