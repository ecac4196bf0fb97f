import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { ACCOUNT, ARN, byDay, PLAIN_TABLE, REGION, table, useTables } from './dynamodb.fixture.ts';
import { startDynamoDb } from './index.ts';

const { folder, dynamodb, endpoint, operator } = await useTables();

describe('the engine', () => {
  test('of other platforms keeps items and indexes over a restart too', async () => {
    const options = {
      dataDir: join(folder, 'portable'),
      region: REGION,
      accountId: ACCOUNT,
      engine: 'portable',
    } as const;
    for (const day of ['mon', 'tue']) {
      const portable = await startDynamoDb(options);
      await portable.createTables([table('orders'), PLAIN_TABLE]);
      endpoint.serve(portable);
      try {
        await operator.send(new PutCommand({ TableName: ARN('orders'), Item: { pk: 'U1', sk: day, day: 'any' } }));
        const { Items } = await operator.send(byDay('any'));
        expect(Items).toHaveLength(day === 'mon' ? 1 : 2);
      } finally {
        endpoint.serve(dynamodb);
        await portable.close();
      }
    }
  });

  test('ends when the process that started it is killed', async () => {
    const module = fileURLToPath(new URL('./start-engine.ts', import.meta.url));
    const script = `const { startEngine } = await import(${JSON.stringify(module)});
      const engine = await startEngine(${JSON.stringify(folder)});
      console.log(engine.port);
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [port] = (await once(parent.stdout, 'data')).map(Number);
    expect(await isOpen(Number(port))).toBe(true);

    const exited = once(parent, 'exit');
    parent.kill('SIGKILL');
    await exited;
    for (let wait = 0; wait < 100 && (await isOpen(Number(port))); wait += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await isOpen(Number(port))).toBe(false);
  });
});

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
