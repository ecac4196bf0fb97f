import { expect, test } from '@jest/globals';
import { bedrockPermissions } from './permissions.ts';

const SCOPE =
  'AWS4-HMAC-SHA256 Credential=AKIA/20260101/eu-west-1/bedrock/aws4_request, SignedHeaders=host, Signature=00';

function ask(modelId: string, operation = 'converse-stream') {
  return bedrockPermissions({
    method: 'POST',
    path: `/model/${encodeURIComponent(modelId)}/${operation}`,
    query: new URLSearchParams(),
    headers: { authorization: SCOPE },
    body: Buffer.alloc(0),
    caller: { name: 'Chat', arn: 'arn:aws:iam::123456789012:role/Chat', statements: [] },
  });
}

const resources = (modelId: string) => ask(modelId).map(({ resource }) => resource);

test('streaming and whole answers are different actions', () => {
  expect(ask('m.x')[0]?.action).toBe('bedrock:InvokeModelWithResponseStream');
  expect(ask('m.x', 'converse')[0]?.action).toBe('bedrock:InvokeModel');
});

test('a bare id is the foundation model in the region of the signature', () => {
  expect(resources('amazon.nova-lite-v1:0')).toEqual([
    'arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0',
  ]);
});

test('an inference profile needs itself and the model in every region it routes to', () => {
  const expected = [
    'arn:aws:bedrock:eu-west-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0',
    'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0',
    'arn:aws:bedrock:us-east-2::foundation-model/amazon.nova-lite-v1:0',
    'arn:aws:bedrock:us-west-2::foundation-model/amazon.nova-lite-v1:0',
  ];
  expect(resources('us.amazon.nova-lite-v1:0')).toEqual(expected);
  expect(resources(expected[0] ?? '')).toEqual(expected);
});

test('a global profile needs the model here and without a region', () => {
  expect(resources('global.anthropic.claude-x')).toEqual([
    'arn:aws:bedrock:eu-west-1:123456789012:inference-profile/global.anthropic.claude-x',
    'arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-x',
    'arn:aws:bedrock:::foundation-model/anthropic.claude-x',
  ]);
});

test('a model that is reached through a profile says through which', () => {
  const [profile, ...models] = ask('us.amazon.nova-lite-v1:0');
  expect(
    models.every(({ conditionValues }) => conditionValues?.['bedrock:InferenceProfileArn']?.[0] === profile?.resource),
  ).toBe(true);
});

test('a path that is no operation needs nothing: it is answered with an error', () => {
  expect(ask('m.x', 'invoke')).toEqual([]);
});
