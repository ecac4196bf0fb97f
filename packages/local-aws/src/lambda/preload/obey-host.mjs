/**
 * File descriptor 3 is a pipe that only the host holds: this process ends when the host is gone, however it went, and
 * does what the host's test control asks for, a word a line, with its parameter.
 */
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { moveClock } from './shift-clock.mjs';

const pipe = new Socket({ fd: 3 });
pipe.on('error', end);
pipe.on('close', end);
createInterface({ input: pipe }).on('line', (line) => {
  const [command, parameter] = line.split(' ');
  COMMANDS[command]?.(parameter);
});
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
    answer(counts);
  },
  moveClock: (offsetMs) => {
    moveClock(Number(offsetMs));
    answer({});
  },
};

function answer(value) {
  pipe.write(`${JSON.stringify(value)}\n`);
}

function end() {
  process.kill(process.pid, 'SIGKILL');
}
