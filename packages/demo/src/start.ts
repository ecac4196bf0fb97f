import { createServer } from 'node:net';
import { DemoError, runDemoCommand } from './demo-error.ts';
import { openLocalFolder, writeLocalFile } from './local-folder.ts';
import { MODEL_VARIABLES_HELP, readModelSource } from './model-source.ts';
import { lockFolder } from './run-lock.ts';
import { startDemo } from './start-demo.ts';
import { welcomeText } from './welcome-text.ts';

const HELP = `Usage: npm start

Synthesizes the CDK app and runs it on this machine, with a demo user and a scripted coach.

  PORT            port of the printed address (4000); 0 takes a free one
  LOCAL_DIR       folder that keeps everything (.local)
  LOCAL_ASSEMBLY  folder of a synthesized stage local to run as it is
${MODEL_VARIABLES_HELP}`;

const DEFAULT_PORT = '4000';
/** Every child has ended by then; longer than a person wants to wait after Ctrl-C. */
const LONGEST_STOP_MS = 2_500;

await runDemoCommand(async () => {
  if (process.argv.includes('--help')) {
    console.log(HELP);
    return;
  }
  const asked = readPort(process.env.PORT || DEFAULT_PORT);
  const assemblyDir = process.env.LOCAL_ASSEMBLY;
  const modelSource = await readModelSource(process.env);
  if (assemblyDir !== undefined && modelSource !== undefined) {
    throw new DemoError(
      'LOCAL_ASSEMBLY runs as it is: MODEL_PROVIDER cannot change its models. Leave one of them out.',
    );
  }
  const folder = openLocalFolder();
  await lockFolder(folder);
  const port = await findFreePort(asked);
  const startedAt = Date.now();
  const onProgress = (line: string) => console.log(`[${((Date.now() - startedAt) / 1000).toFixed(1)} s] ${line}`);

  const abort = new AbortController();
  const starting = startDemo({
    folder,
    port,
    onProgress,
    signal: abort.signal,
    ...(assemblyDir !== undefined && { assemblyDir }),
    ...(modelSource && { modelSource }),
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (abort.signal.aborted) {
        return;
      }
      console.log('\nstopping');
      abort.abort(new DemoError('Stopped before it was ready.'));
      setTimeout(() => process.exit(1), LONGEST_STOP_MS).unref();
      starting
        .then(({ run }) => run.stop())
        .then(
          () => process.exit(0),
          () => process.exit(1),
        );
    });
  }
  const demo = await starting;
  writeLocalFile(folder, 'run', { pid: process.pid, address: demo.run.address });
  console.log(welcomeText(demo, folder));
});

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new DemoError(`PORT is "${text}". It has to be a whole number from 0 to 65535.`);
  }
  return port;
}

/**
 * The port itself where nobody listens on it; a free one for 0. Known before the synthesis: the app's allowed origins
 * name it.
 *
 * @throws DemoError where the port is taken.
 */
function findFreePort(asked: number): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', () => {
      reject(new DemoError(`Port ${asked} is taken. Take another one: PORT=${asked + 100} npm start`));
    });
    server.listen(asked, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : asked));
    });
  });
}
