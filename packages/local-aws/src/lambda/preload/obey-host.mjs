/**
 * File descriptor 3 is a pipe that only the host holds: this process ends when the host is gone, however it went, and
 * does what the host's test control asks for, one word a line.
 */
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';

const pipe = new Socket({ fd: 3 });
pipe.on('error', end);
pipe.on('close', end);
createInterface({ input: pipe }).on('line', (command) => COMMANDS[command]?.());
pipe.unref();

const COMMANDS = {
  exit: () => process.exit(1),
  outOfMemory: () => {
    const hoard = [];
    for (;;) hoard.push(new Array(1_000_000).fill(hoard.length));
  },
  unhandledRejection: () => {
    void Promise.reject(new Error('A promise was rejected and nobody handled it'));
  },
  activeResources: () => {
    const counts = {};
    for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
    pipe.write(`${JSON.stringify(counts)}\n`);
  },
};

function end() {
  process.kill(process.pid, 'SIGKILL');
}
