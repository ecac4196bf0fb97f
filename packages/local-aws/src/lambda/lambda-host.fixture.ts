import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterTest } from '../after-test.fixture.ts';
import type { FunctionConfig } from './function-config.ts';
import { LambdaHost, type LambdaHostOptions } from './lambda-host.ts';

/** A host with functions written into a temporary folder, for tests. */
export interface HostFixture {
  readonly host: LambdaHost;
  readonly directory: string;
}

/** Source of a function, and what differs from the defaults of {@link functionConfig}. */
export type FunctionSources = Readonly<
  Record<string, string | ({ readonly source: string } & Partial<FunctionConfig>)>
>;

/** Starts a host whose functions are ES modules with a `handler`, by name; everything is removed after the test. */
export function startHost(functions: FunctionSources, options: Partial<LambdaHostOptions> = {}): HostFixture {
  const directory = mkdtempSync(join(tmpdir(), 'local-aws-'));
  const configs = Object.entries(functions).map(([name, definition]) => {
    const { source, ...overrides } = typeof definition === 'string' ? { source: definition } : definition;
    const codeDirectory = join(directory, name);
    mkdirSync(codeDirectory);
    writeFileSync(join(codeDirectory, 'index.mjs'), source);
    return { ...functionConfig(name, codeDirectory), ...overrides };
  });
  const host = new LambdaHost({
    functions: configs,
    logDirectory: join(directory, 'logs'),
    endpointUrl: 'http://127.0.0.1:9',
    credentials: ({ name }) => ({ accessKeyId: `key-of-${name}`, secretAccessKey: 'secret' }),
    ...options,
  });
  afterTest(async () => {
    await host.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return { host, directory };
}

function functionConfig(name: string, codeDirectory: string): FunctionConfig {
  return {
    name,
    arn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    logicalId: `${name}Logical`,
    accountId: '000000000000',
    region: 'us-east-1',
    roleArn: 'arn:aws:iam::000000000000:role/role',
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    timeoutMs: 10_000,
    memoryMegabytes: 256,
    variables: {},
    logGroupName: `/aws/lambda/${name}`,
    logFormat: 'Text',
    reservedConcurrency: undefined,
    maximumRetryAttempts: 2,
    onFailureArn: undefined,
    deadLetterArn: undefined,
    codeDirectory,
    notRunnable: undefined,
  };
}

/** Source of a function that streams; `body` may `open` its response with a head, and `wait` milliseconds. */
export const streaming = (body: string) => `
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  export const handler = awslambda.streamifyResponse(async (event, raw, context) => {
    const open = (head) => awslambda.HttpResponseStream.from(raw, head);
    ${body}
  });`;

/** Whether a function logs these words within two seconds. */
export async function hasLogged(host: LambdaHost, functionName: string, words: string): Promise<boolean> {
  const isLogged = () => host.logs(functionName).some((line) => line.includes(words));
  for (let tries = 0; tries < 100 && !isLogged(); tries += 1) await delay(20);
  return isLogged();
}

/** Reads a response to its end: the text, and the error that cut it. */
export async function readAll(body: AsyncIterable<Buffer>): Promise<{ text: string; error: unknown }> {
  let text = '';
  try {
    for await (const chunk of body) text += chunk.toString('utf8');
    return { text, error: undefined };
  } catch (error) {
    return { text, error };
  }
}
