import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type SdkEndpoint, startSdkEndpoint } from '../endpoint/index.ts';
import { ssmParameters } from './index.ts';

const REGION = 'us-east-1';
const ARN = `arn:aws:ssm:${REGION}:111122223333:parameter/app/outputs`;
let endpoint: SdkEndpoint;

beforeAll(async () => {
  const parameter = {
    stackName: 'App',
    logicalId: 'Outputs',
    type: 'AWS::SSM::Parameter',
    ref: '/app/outputs',
    attributes: {},
    properties: { Name: '/app/outputs', Type: 'String', Value: '{"a":1}' },
  };
  const service = ssmParameters({ region: REGION, accountId: '111122223333', resources: [parameter] });
  endpoint = await startSdkEndpoint({ services: [service] });
});

afterAll(() => endpoint.close());

async function call(operation: string, input: object, resource = '*') {
  const statements = [{ Effect: 'Allow' as const, Action: 'ssm:*', Resource: resource }];
  const { accessKeyId } = endpoint.registerCaller({ name: 'Fn', arn: 'arn:fn', statements });
  const answer = await fetch(endpoint.url, {
    method: 'POST',
    headers: {
      'x-amz-target': `AmazonSSM.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${REGION}/ssm/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input),
  });
  return (await answer.json()) as unknown;
}

test('a parameter of the template is read by name and by ARN', async () => {
  const expected = {
    Parameter: { Name: '/app/outputs', Type: 'String', Value: '{"a":1}', Version: 1, ARN, DataType: 'text' },
  };
  expect(await call('GetParameter', { Name: '/app/outputs' })).toEqual(expected);
  expect(await call('GetParameter', { Name: ARN }, ARN)).toEqual(expected);
});

test('several are read at once, and the unknown ones are named', async () => {
  const answer = await call('GetParameters', { Names: ['/app/outputs', '/app/none'] });
  expect(answer).toMatchObject({ Parameters: [{ Value: '{"a":1}' }], InvalidParameters: ['/app/none'] });
});

test('an unknown one, a forbidden one and another operation are refused as on AWS', async () => {
  expect(await call('GetParameter', { Name: '/app/none' })).toMatchObject({ __type: 'ParameterNotFound' });
  expect(await call('GetParameter', { Name: '/app/outputs' }, `${ARN}-2`)).toMatchObject({
    __type: 'AccessDeniedException',
  });
  expect(await call('DeleteParameter', { Name: '/app/outputs' })).toMatchObject({
    __type: 'UnknownOperationException',
  });
});

test('a parameter that is put is read from then on, with its next version', async () => {
  const put = { Name: '/app/outputs', Value: 'two', Overwrite: true };
  expect(await call('PutParameter', put)).toEqual({ Version: 2, Tier: 'Standard' });
  expect(await call('GetParameter', { Name: ARN })).toMatchObject({
    Parameter: { Name: '/app/outputs', Type: 'String', Value: 'two', Version: 2, ARN },
  });
  expect(await call('PutParameter', { Name: '/app/new', Value: 'one', Type: 'String' })).toMatchObject({ Version: 1 });
  expect(await call('GetParameter', { Name: '/app/new' })).toMatchObject({ Parameter: { Value: 'one' } });
});

test.each([
  ['that is there already', { Name: '/app/outputs', Value: 'three' }, 'ParameterAlreadyExists'],
  ['without a value', { Name: '/app/outputs', Overwrite: true }, 'ValidationException'],
  ['that is too long', { Name: '/app/outputs', Value: 'x'.repeat(4_097), Overwrite: true }, 'ValidationException'],
])('a parameter %s is not put', async (_, input, type) => {
  expect(await call('PutParameter', input)).toMatchObject({ __type: type });
});

test('a caller may put only what its role lets it put', async () => {
  const put = { Name: '/app/outputs', Value: 'mine', Overwrite: true };
  expect(await call('PutParameter', put, `${ARN}-2`)).toMatchObject({ __type: 'AccessDeniedException' });
});
