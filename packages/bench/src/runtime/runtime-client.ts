import { readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { LambdaResponseStream } from '@coach-stream/streaming-core';

/** The response of one invocation: what the handler writes to, and the Runtime API's answer to it. */
interface InvocationResponse {
  readonly request: LambdaResponseStream;
  readonly responseDone: Promise<unknown>;
}

/** The client of one Lambda environment: it has one connection, so one response at a time. */
interface RuntimeClient {
  getStreamForInvocationResponse(requestId: string): InvocationResponse;
  readonly agent: { destroy(): void };
}

interface RuntimeModule {
  /** Sets `awslambda.streamifyResponse` and `awslambda.HttpResponseStream`. */
  setupGlobals(): void;
  readonly RAPIDClient: {
    create(address: string, options: { nativeClient: object }): Promise<RuntimeClient>;
  };
}

/** Starts the runtime's loop; the last statement of aws-lambda-ric 4. */
const START = /^ignition\(\);$/m;

/**
 * Loads Lambda's own runtime client without starting its loop: the file is taken as it is, except that its last
 * statement, which starts the loop, makes room for the export of the two parts that are used. So every contender
 * writes to the stream that it would write to on AWS, and many streams can be open in one process.
 *
 * @throws Error where the file does not look as expected, after an update of aws-lambda-ric.
 */
export async function loadRuntimeClient(): Promise<RuntimeModule> {
  const file = createRequire(import.meta.url).resolve('aws-lambda-ric');
  const url = pathToFileURL(file).href;
  const source = readFileSync(file, 'utf8');
  if (!START.test(source)) {
    throw new Error('aws-lambda-ric no longer ends in ignition(): mend packages/bench/src/runtime/runtime-client.ts.');
  }
  const hooks = registerHooks({
    load(loaded, context, nextLoad) {
      return loaded === url
        ? {
            format: 'module',
            shortCircuit: true,
            source: source.replace(START, 'export { RAPIDClient, setupGlobals };'),
          }
        : nextLoad(loaded, context);
    },
  });
  try {
    return await import(url);
  } finally {
    hooks.deregister();
  }
}
