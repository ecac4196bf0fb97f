import { availableParallelism } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { FunctionError } from './function-error.ts';
import { readAll, startHost } from './lambda-host.fixture.ts';

/** Runs a function to the end of its response. */
async function invokeText(host: ReturnType<typeof startHost>['host'], name: string, event: unknown = {}) {
  const { body } = await host.invokeStream(name, event);
  return readAll(body);
}

const COUNTING = `
  let calls = 0;
  export const handler = async (event) => {
    calls += 1;
    await new Promise((resolve) => setTimeout(resolve, event.waitMs ?? 0));
    return { calls, pid: process.pid };
  };`;

describe('a function that returns a value', () => {
  test('gives its result, its errors by type, and sees the event and its context', async () => {
    const fixture = startHost({
      echo: `export const handler = async (event, context) => {
        if (event.fail) throw new TypeError('no good');
        return { event, name: context.functionName, arn: context.invokedFunctionArn, left: context.getRemainingTimeInMillis() };
      };`,
    });
    const result = await fixture.host.invoke('echo', { text: 'ä€😀' }, { type: 'RequestResponse' });
    expect(result).toMatchObject({
      event: { text: 'ä€😀' },
      name: 'echo',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:echo',
    });
    expect((result as { left: number }).left).toBeGreaterThan(9_000);
    await expect(fixture.host.invoke('echo', { fail: true }, { type: 'RequestResponse' })).rejects.toMatchObject({
      kind: 'Unhandled',
      errorType: 'TypeError',
      message: 'no good',
    });
    await expect(fixture.host.invoke('other', {}, { type: 'RequestResponse' })).rejects.toMatchObject({
      kind: 'NotServed',
    });
  });

  test('sees the variables of Lambda and its own, and none of this machine', async () => {
    const fixture = startHost({
      env: {
        source: 'export const handler = async () => process.env;',
        variables: { TABLE: 'table', NODE_OPTIONS: '--no-warnings' },
      },
    });
    process.env.LOCAL_AWS_TEST_SECRET = 'not for functions';
    const variables = await fixture.host.invoke('env', {}, { type: 'RequestResponse' });
    delete process.env.LOCAL_AWS_TEST_SECRET;
    expect(variables).toMatchObject({
      TABLE: 'table',
      NODE_OPTIONS: '--no-warnings',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_ACCESS_KEY_ID: 'key-of-env',
      AWS_LAMBDA_FUNCTION_NAME: 'env',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      TZ: ':UTC',
    });
    const known = /^(AWS_|LAMBDA_|_X_AMZN|_HANDLER$|LANG$|PATH$|TZ$|TABLE$|NODE_OPTIONS$)/;
    expect(Object.keys(variables as object).filter((name) => !known.test(name))).toEqual([]);
  });
});

describe('environments', () => {
  test('run one invocation at a time, scale out, and are used again', async () => {
    const fixture = startHost({ count: COUNTING });
    const call = (waitMs: number) => fixture.host.invoke('count', { waitMs }, { type: 'RequestResponse' });
    const [first, second] = await Promise.all([call(300), call(300)]);
    expect(first).toMatchObject({ calls: 1 });
    expect(second).toMatchObject({ calls: 1 });
    expect(fixture.host.processIds('count')).toHaveLength(2);
    expect(await call(0)).toMatchObject({ calls: 2 });
    expect(fixture.host.processIds('count')).toHaveLength(2);
  });

  test('of all functions start no more at a time than the machine has cores', async () => {
    const source = `
      const from = Date.now();
      await new Promise((resolve) => setTimeout(resolve, 100));
      const to = Date.now();
      export const handler = async () => ({ from, to });`;
    const { host } = startHost({ one: source, two: source });
    const call = (name: string) => host.invoke(name, {}, { type: 'RequestResponse' });
    const cores = Math.max(2, availableParallelism());
    const started = await Promise.all(Array.from({ length: 2 * cores }, (_, index) => call(index % 2 ? 'one' : 'two')));
    const starts = started as { from: number; to: number }[];
    const atATime = starts.map(({ from }) => starts.filter((other) => other.from <= from && from < other.to).length);
    expect(Math.max(...atATime)).toBeLessThanOrEqual(cores);
    expect(starts).toHaveLength(2 * cores);
  });

  test('that end before they have started give their place to others', async () => {
    const { host } = startHost({
      exits: 'process.exit(3);',
      throws: `throw new RangeError('at init'); export const handler = 1;`,
      hangs: 'await new Promise((resolve) => setTimeout(resolve, 60_000)); export const handler = 1;',
      starts: COUNTING,
    });
    const places = Math.max(2, availableParallelism());
    const callAll = (name: string) =>
      Array.from({ length: 2 * places }, () => host.invoke(name, {}, { type: 'RequestResponse' }));
    const ended = ['exits', 'throws', 'hangs'].flatMap(callAll);
    const settled = Promise.allSettled(ended);
    const haveAllPlaces = () => host.processIds('hangs').length >= places;
    while (!haveAllPlaces()) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    // Those that have a place, and those that wait for one.
    host.kill('hangs');
    expect((await settled).map(({ status }) => status)).toEqual(ended.map(() => 'rejected'));
    expect(await Promise.all(callAll('starts'))).toHaveLength(2 * places);
  });

  test('beyond the limit of the machine an invocation waits; beyond a reserved concurrency it is throttled', async () => {
    const fixture = startHost(
      { count: COUNTING, reserved: { source: COUNTING, reservedConcurrency: 1 } },
      { maxEnvironments: 1 },
    );
    const call = (name: string) => fixture.host.invoke(name, { waitMs: 50 }, { type: 'RequestResponse' });
    expect(await Promise.all([call('count'), call('count')])).toMatchObject([{ calls: 1 }, { calls: 2 }]);
    const [allowed, throttled] = await Promise.allSettled([call('reserved'), call('reserved')]);
    expect(allowed.status).toBe('fulfilled');
    expect(throttled).toMatchObject({ reason: { kind: 'Throttled' } });
    // One after the other is not two at once
    for (const calls of [2, 3, 4]) expect(await call('reserved')).toMatchObject({ calls });
  });

  test('that fail to initialise answer with the error, and the next invocation tries again', async () => {
    const fixture = startHost({ broken: `throw new RangeError('at init'); export const handler = 1;` });
    for (const _attempt of [1, 2]) {
      await expect(fixture.host.invokeStream('broken', {})).rejects.toMatchObject({
        kind: 'Init',
        errorType: 'RangeError',
        message: 'at init',
      });
    }
  });

  test('are killed at the timeout, and say so in the log', async () => {
    const fixture = startHost({
      slow: { source: `export const handler = () => new Promise((r) => setTimeout(r, 60_000));`, timeoutMs: 200 },
    });
    await expect(fixture.host.invokeStream('slow', {})).rejects.toMatchObject({
      kind: 'Timeout',
      message: expect.stringContaining('Task timed out after 0.20 seconds'),
    });
    expect(fixture.host.logs('slow').join('\n')).toContain('Task timed out after 0.20 seconds');
    expect(fixture.host.processIds('slow')).toEqual([]);
  });
});

const STREAMING = (body: string) => `
  export const handler = awslambda.streamifyResponse(async (event, stream) => {
    const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    ${body}
  });`;

describe('a function that streams', () => {
  test('is read as it writes', async () => {
    const fixture = startHost({
      paced: STREAMING(`for (let i = 0; i < 5; i += 1) { stream.write(String(i)); await wait(40); } stream.end();`),
    });
    const { body, isStreaming } = await fixture.host.invokeStream('paced', {});
    const arrivals: number[] = [];
    let text = '';
    for await (const chunk of body) {
      arrivals.push(Date.now());
      text += chunk.toString();
    }
    expect({ text, isStreaming }).toEqual({ text: '01234', isStreaming: true });
    expect(arrivals).toHaveLength(5);
    expect((arrivals[4] ?? 0) - (arrivals[0] ?? 0)).toBeGreaterThan(100);
  });

  const FAULTS = [
    {
      name: 'throws',
      fault: `throw new TypeError('midway');`,
      expected: { kind: 'Unhandled', errorType: 'TypeError' },
    },
    { name: 'exits', fault: `process.exit(3);`, expected: { kind: 'Exit' } },
    {
      name: 'leaves a rejection unhandled',
      fault: `Promise.reject(new Error('lost')); await wait(5_000);`,
      expected: { kind: 'Exit' },
    },
    {
      name: 'runs out of memory',
      fault: `const all = []; for (;;) all.push(new Array(10_000).fill(Math.random()));`,
      expected: { kind: 'Exit' },
      memoryMegabytes: 64,
    },
    { name: 'runs out of time', fault: `await wait(60_000);`, expected: { kind: 'Timeout' }, timeoutMs: 400 },
  ];

  test.each(FAULTS)('and $name midway is cut after what it wrote, and the next invocation is served', async (row) => {
    const { fault, expected, name: _name, ...overrides } = row;
    const source = STREAMING(`stream.write('before'); await wait(30); if (event.fault) { ${fault} } stream.end();`);
    const fixture = startHost({ faulty: { source, ...overrides } });
    const cut = await invokeText(fixture.host, 'faulty', { fault: true });
    expect(cut.text).toBe('before');
    expect(cut.error).toBeInstanceOf(FunctionError);
    expect(cut.error).toMatchObject(expected);
    expect(await invokeText(fixture.host, 'faulty')).toEqual({ text: 'before', error: undefined });
  });
});
