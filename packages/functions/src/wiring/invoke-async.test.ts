import { startSdkEndpoint } from '@coach-stream/local-aws/endpoint';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createInvokeAsync, type InvokeAsync } from './invoke-async.ts';

const TURN = { userId: 'u1', coachId: 'c1', conversationId: 'v1', turnId: '01M7YQ88NMSAM08JPWDNE4CY55' };

/** What Lambda was asked, and what it answers, in the order of the calls; the last answer counts for all after it. */
let calls: { readonly path: string; readonly type: unknown; readonly payload: unknown }[];
let answers: readonly { readonly status: number; readonly type?: string }[];
let faults: { readonly what: string; readonly error: unknown }[];
let endpoint: Awaited<ReturnType<typeof startSdkEndpoint>>;
let invoke: InvokeAsync<typeof TURN>;

beforeEach(async () => {
  calls = [];
  answers = [{ status: 202 }];
  faults = [];
  endpoint = await startSdkEndpoint({
    services: [
      {
        signingNames: ['lambda'],
        permissions: () => [],
        deny: () => undefined,
        async handle({ path, headers, body }, response) {
          const answer = answers[Math.min(calls.length, answers.length - 1)];
          calls.push({ path, type: headers['x-amz-invocation-type'], payload: JSON.parse(body.toString()) });
          response.writeHead(answer?.status ?? 500, { ...(answer?.type && { 'x-amzn-errortype': answer.type }) });
          response.end();
        },
        close: async () => undefined,
      },
    ],
  });
  const caller = { name: 'test', arn: 'arn:aws:iam::000000000000:user/test', statements: undefined };
  invoke = createInvokeAsync({
    functionName: 'process-turn',
    failure: 'After-work could not be handed over',
    onFault: (what, error) => faults.push({ what, error }),
    client: { region: 'us-east-1', endpoint: endpoint.url, credentials: endpoint.registerCaller(caller) },
  });
});
afterEach(() => endpoint.close());

describe('an event that is handed over', () => {
  it('is an asynchronous invocation with what it holds', async () => {
    expect(await invoke(TURN)).toBe(true);
    expect(calls).toEqual([{ path: '/2015-03-31/functions/process-turn/invocations', type: 'Event', payload: TURN }]);
    expect(faults).toEqual([]);
  });

  it('is tried again where Lambda is throttled or out of order', async () => {
    answers = [{ status: 429, type: 'TooManyRequestsException' }, { status: 500 }, { status: 202 }];
    expect(await invoke(TURN)).toBe(true);
    expect(calls).toHaveLength(3);
  });

  it.each([
    [{ status: 403, type: 'AccessDeniedException' }, { name: 'AccessDeniedException' }],
    [{ status: 200 }, { message: 'Lambda answered an asynchronous invocation with status 200.' }],
  ])('that is answered with %j is told as a fault, and nothing is thrown', async (answer, error) => {
    answers = [answer];
    expect(await invoke(TURN)).toBe(false);
    expect(faults).toMatchObject([{ what: 'After-work could not be handed over', error }]);
  });

  it('is a fault where Lambda is not there', async () => {
    await endpoint.close();
    expect(await invoke(TURN)).toBe(false);
    expect(faults).toMatchObject([{ error: { message: expect.stringContaining('ECONNREFUSED') } }]);
  });
});
