import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type SdkEndpoint, startSdkEndpoint } from '../endpoint/index.ts';
import type { PolicyStatement } from '../sdk-service.ts';
import { startHost } from './lambda-host.fixture.ts';
import { lambdaService } from './lambda-service.ts';

const WORKER = `export const handler = async (event) => {
  if (event.fail) throw new TypeError('no good');
  console.log('worked on ' + event.key);
  return { done: event.key };
};`;

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:worker';

let endpoint: SdkEndpoint;
let logs: () => readonly string[];

beforeEach(async () => {
  const { host } = startHost({ worker: WORKER });
  logs = () => host.logs('worker');
  endpoint = await startSdkEndpoint({
    services: [lambdaService({ host, region: 'us-east-1', accountId: '000000000000' })],
  });
});

afterEach(() => endpoint.close());

/** Calls Invoke as the SDK does, from a role that may invoke `resource`. */
async function invoke(name: string, payload: string, type = 'RequestResponse', resource = ARN) {
  const statements: PolicyStatement[] = [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: resource }];
  const { accessKeyId } = endpoint.registerCaller({ name: 'caller', arn: 'arn:caller', statements });
  const response = await fetch(`${endpoint.url}/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, {
    method: 'POST',
    headers: {
      'x-amz-invocation-type': type,
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: payload,
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

describe('Invoke', () => {
  test.each(['worker', ARN])('runs the function named %s and gives its result', async (name) => {
    const { status, text, headers } = await invoke(name, '{"key":"a"}');
    expect([status, JSON.parse(text), headers.get('x-amz-function-error')]).toEqual([200, { done: 'a' }, null]);
  });

  test('of a function that throws succeeds with its error', async () => {
    const { status, text, headers } = await invoke('worker', '{"fail":true}');
    expect([status, headers.get('x-amz-function-error')]).toEqual([200, 'Unhandled']);
    expect(JSON.parse(text)).toEqual({ errorType: 'TypeError', errorMessage: 'no good' });
  });

  test('as an event is accepted at once and runs', async () => {
    const { status, text } = await invoke('worker', '{"key":"later"}', 'Event');
    expect([status, text]).toEqual([202, '']);
    const hasWorked = () => logs().some((line) => line.includes('worked on later'));
    for (let tries = 0; tries < 100 && !hasWorked(); tries += 1) await new Promise((r) => setTimeout(r, 20));
    expect(hasWorked()).toBe(true);
  });

  test('without a grant, of an unknown function and of a broken payload is refused as on AWS', async () => {
    const refusals = await Promise.all([
      invoke('worker', '{}', 'Event', `${ARN}-other`),
      invoke('nobody', '{}', 'Event', '*'),
      invoke('worker', '{', 'Event'),
    ]);
    expect(refusals.map(({ status, headers }) => [status, headers.get('x-amzn-errortype')])).toEqual([
      [403, 'AccessDeniedException'],
      [404, 'ResourceNotFoundException'],
      [400, 'InvalidRequestContentException'],
    ]);
  });
});
