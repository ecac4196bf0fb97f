import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Engine } from './engine.ts';

const START_ATTEMPTS = 3;
const START_TIMEOUT_MS = 10_000;
const PROBE_INTERVAL_MS = 5;
const STOP_TIMEOUT_MS = 1_500;

/**
 * Runs the engine (`"$@"`) as long as the shell's standard input is open: the pipe closes when the parent ends,
 * however it ends, and then the engine is told to end too. No process of ours outlives a killed parent.
 */
const RUN_WHILE_PARENT_LIVES = `
exec 3<&0
"$@" </dev/null 3<&- &
engine=$!
(read -r _ <&3; kill "$engine") >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$engine"
status=$?
kill "$watcher" 2>/dev/null
exit "$status"
`;

/** Starts the native engine as a child process, its data in `<dataDir>/dynamodb.sqlite`. */
export async function startDynoxideEngine(binary: string, dataDir: string): Promise<Engine> {
  const databasePath = join(dataDir, 'dynamodb.sqlite');
  let problem = '';
  for (let attempt = 1; attempt <= START_ATTEMPTS; attempt += 1) {
    const port = await freePort();
    const args = [binary, '--host', '127.0.0.1', '--port', String(port), '--db-path', databasePath];
    // Its own process group: Ctrl-C in a terminal reaches us alone, and we end it after the functions that use it.
    const child = spawn('/bin/sh', ['-c', RUN_WHILE_PARENT_LIVES, 'dynamodb-engine', ...args], {
      detached: true,
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = `${stderr}${chunk}`.slice(-2_000);
    });
    child.stdin.on('error', () => {});
    if (await isListening(child, port)) return { port, close: () => stop(child) };
    await stop(child);
    problem = stderr.trim(); // The port may have been taken in between: try another.
  }
  throw new Error(`The DynamoDB engine did not start on ${databasePath}: ${problem || 'no message'}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function isListening(child: ChildProcess, port: number): Promise<boolean> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    if (await accepts(port)) return child.exitCode === null;
    await delay(PROBE_INTERVAL_MS);
  }
  return false;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Closes the pipe, which ends the engine; kills the group where that takes too long. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const group = -child.pid;
  const exited = once(child, 'exit');
  child.stdin?.end();
  const killTimer = setTimeout(() => {
    try {
      process.kill(group, 'SIGKILL');
    } catch {
      // Gone in the meantime.
    }
  }, STOP_TIMEOUT_MS);
  try {
    await exited;
  } finally {
    clearTimeout(killTimer);
  }
}
