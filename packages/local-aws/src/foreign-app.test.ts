import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalRun, startLocalAws } from './start-local-aws.ts';

const directory = mkdtempSync(join(tmpdir(), 'local-aws-foreign-'));
const progress: string[] = [];
let run: LocalRun;

const start = () =>
  startLocalAws({
    assemblyDir: join(directory, 'assembly'),
    dataDir: join(directory, 'data'),
    port: 0,
    functionUrlPorts: 'any',
    model: { respond: () => ({ content: [] }) },
    onProgress: (line) => progress.push(line),
  });

const desk = (path: string, method = 'GET') => fetch(`${run.functionUrls[deskId()]}${path}`, { method });
const deskId = () => Object.keys(run.functionUrls)[0] ?? '';
const logs = async (name: string) => (await (await fetch(`${run.address}/_local/logs/${name}`)).json()) as string[];

/** The items at a path as soon as there are any. */
async function eventually(path: string): Promise<unknown[]> {
  for (let tries = 0; tries < 100; tries += 1) {
    const items = (await (await desk(path)).json()) as unknown[];
    if (items.length > 0) return items;
    await delay(30);
  }
  return [];
}

beforeAll(async () => {
  // As anybody would: the app's own program writes its cloud assembly
  execFileSync(process.execPath, [
    join(import.meta.dirname, '../test/foreign-app/app.ts'),
    join(directory, 'assembly'),
  ]);
  run = await start();
}, 30_000);

afterAll(async () => {
  await run?.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe('an app that nobody here has written for', () => {
  test('streams over its Function URL, and its background function writes to its table', async () => {
    const response = await desk('parcels/P-1', 'PUT');
    expect([response.status, response.headers.get('content-type')]).toEqual([202, 'text/plain']);
    const startedAt = Date.now();
    let firstAfterMs: number | undefined;
    let text = '';
    for await (const chunk of response.body ?? []) {
      firstAfterMs ??= Date.now() - startedAt;
      text += Buffer.from(chunk as Uint8Array).toString();
    }
    expect(text).toBe('received P-1\ngoes to Frankfurt\nhanded over\n');
    // The function waits 200 ms behind its first line
    expect(Date.now() - startedAt - (firstAfterMs ?? 0)).toBeGreaterThan(100);
    const sorted = { parcelNumber: { S: 'P-1' }, depot: { S: 'Frankfurt' }, sortedAt: { N: expect.any(String) } };
    expect(await eventually('parcels/P-1')).toEqual([sorted]);
    expect(await eventually('depots/Frankfurt')).toEqual([sorted]);
  });

  test('has what failed in the background sent to its on-failure destination', async () => {
    await (await desk('parcels/P-2?depot=nowhere', 'PUT')).text();
    expect(await eventually('depots/lost-and-found')).toEqual([
      expect.objectContaining({ parcelNumber: { S: 'P-2' }, reason: { S: 'RangeError: no depot for P-2' } }),
    ]);
  });

  test("is refused what its role does not allow, in AWS's words", async () => {
    const response = await desk('everything');
    const refused =
      'User: arn:aws:sts::222233334444:assumed-role/parcel-desk/desk is not authorized to perform: dynamodb:Scan on resource: arn:aws:dynamodb:eu-central-1:222233334444:table/parcel-desk-parcels because no identity-based policy allows the dynamodb:Scan action';
    expect([response.status, await response.text()]).toEqual([500, `AccessDeniedException: ${refused}`]);
    expect(progress).toContain(
      `refused: ${deskId()} may not dynamodb:Scan on arn:aws:dynamodb:eu-central-1:222233334444:table/parcel-desk-parcels`,
    );
  });

  test('has its outputs, and its logs where its roles allow them', async () => {
    expect(run.assembly.outputs.ParcelDesk).toEqual({
      DeskAddress: run.functionUrls[deskId()],
      ParcelTable: 'arn:aws:dynamodb:eu-central-1:222233334444:table/parcel-desk-parcels',
    });
    expect((await logs('desk')).join('\n')).toContain('handed over P-1 202');
    const sorter = run.lambda.functions.find(({ logicalId }) => logicalId.startsWith('Sorter'));
    expect((await logs(sorter?.name ?? '')).join('\n')).toContain('sorting P-1');
    expect(progress.filter((line) => line.startsWith('logs of'))).toEqual([]);
  });

  test('is told in one line what of it is not served', () => {
    expect(progress.filter((line) => line.startsWith('not served here'))).toEqual([
      `not served here: AWS::KMS::Key, AWS::SNS::Topic (${deskId()} depends on it)`,
    ]);
  });

  test('finds its data again after a restart', async () => {
    const before = await eventually('parcels/P-1');
    await run.stop();
    run = await start();
    expect(before).toHaveLength(1);
    expect(await eventually('parcels/P-1')).toEqual(before);
    expect(await (await desk('parcels/P-3', 'PUT')).text()).toContain('handed over');
    expect(await eventually('parcels/P-3')).toHaveLength(1);
  });
});

test('the sources name no app: what they know of one, they read from its templates', () => {
  const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|mjs|cjs)$/.test(file) && !/\.(test|fixture)\.ts$/.test(file))
    .map((file) => [file, readFileSync(join(import.meta.dirname, file), 'utf8')] as const);
  expect(sources.length).toBeGreaterThan(80);
  expect(sources.filter(([, text]) => /coach|parcel/i.test(text)).map(([file]) => file)).toEqual([]);
});
