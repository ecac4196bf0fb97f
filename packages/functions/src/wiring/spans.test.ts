import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSpans } from './spans.ts';

const execute = promisify(execFile);

/** X-Ray's daemon, as far as receiving goes. */
const daemon = createSocket('udp4');
const received: { name: string; type?: string; fault?: boolean; parent_id?: string }[] = [];

beforeAll(async () => {
  daemon.on('message', (message) => {
    const [, segment = '{}'] = message.toString().split('\n');
    received.push(JSON.parse(segment));
  });
  daemon.bind(0, '127.0.0.1');
  await once(daemon, 'listening');
});
afterAll(() => {
  daemon.close();
});

/** Uses spans in a process whose environment says that it is a traced Lambda function. */
async function traced(code: string): Promise<void> {
  received.length = 0;
  const program = `import { createSpans } from ${JSON.stringify(new URL('./spans.ts', import.meta.url).href)};
    const spans = await createSpans(true);
    async function* events() { yield 1; yield 2; }
    ${code}
    await new Promise((resolve) => setTimeout(resolve, 50));`;
  await execute(process.execPath, ['--input-type=module', '--eval', program], {
    env: {
      PATH: process.env.PATH,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      LAMBDA_TASK_ROOT: '/var/task',
      AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.address().port}`,
      _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
      POWERTOOLS_SERVICE_NAME: 'test',
    },
  });
}

describe('spans', () => {
  it('are sent as subsegments of the invocation, one a name', async () => {
    await traced(`await spans.run('load', async () => 1);
      for await (const event of spans.iterate('answer', events())) void event;`);
    expect(received).toMatchObject([
      { name: 'load', type: 'subsegment', parent_id: '53995c3f42cd8ad8' },
      { name: 'answer', type: 'subsegment', parent_id: '53995c3f42cd8ad8' },
    ]);
    expect(received.some(({ fault }) => fault)).toBe(false);
  });

  it('carry a fault where the work throws, and let the error through', async () => {
    await traced(`await spans.run('load', async () => { throw new Error('secret'); }).catch(() => {});`);
    expect(received).toMatchObject([{ name: 'load', fault: true }]);
    expect(JSON.stringify(received)).not.toContain('secret');
  });

  it('are closed where the reader leaves midway', async () => {
    await traced(`for await (const event of spans.iterate('answer', events())) break;`);
    expect(received).toMatchObject([{ name: 'answer', type: 'subsegment' }]);
  });

  it('cost nothing where tracing is off', async () => {
    const spans = await createSpans(false);
    const items = (async function* () {})();
    expect(spans.iterate('answer', items)).toBe(items);
    await expect(spans.run('load', async () => 7)).resolves.toBe(7);
  });
});
