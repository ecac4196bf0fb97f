/** Ends this process when the host is gone, however it went: file descriptor 3 is a pipe that only the host holds. */
import { Socket } from 'node:net';

const lifeline = new Socket({ fd: 3 });
lifeline.on('error', end);
lifeline.on('close', end);
lifeline.resume();
lifeline.unref();

function end() {
  process.kill(process.pid, 'SIGKILL');
}
