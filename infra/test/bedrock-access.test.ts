import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type CalledModel, grantModelCall, grantModelStream } from '../src/constructs/bedrock-access.ts';
import { evaluate } from './support/evaluate.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

/** How a function may be let call a model, and the one action that it may then do. */
const GRANTS = [
  ['streaming', grantModelStream, 'bedrock:InvokeModelWithResponseStream'],
  ['a whole answer', grantModelCall, 'bedrock:InvokeModel'],
] as const;

function grantedResources([, grant, action]: (typeof GRANTS)[number], model: CalledModel): unknown {
  const app = new App({ outdir: temporaryDirectory(), builtinCloudFormationValidation: false });
  const stack = new Stack(app, 'Stack', { env: { account: '123456789012', region: 'us-east-1' } });
  grant(stack, new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }), model);
  const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  const [statement, ...others] = policy?.Properties.PolicyDocument.Statement ?? [];
  expect(others).toEqual([]);
  expect(statement).toMatchObject({ Effect: 'Allow', Action: action });
  return evaluate(statement.Resource, (reference) => reference.replace('AWS::Partition', 'aws'));
}

const MODELS: readonly (readonly [string, CalledModel, unknown])[] = [
  [
    'a foundation model: itself',
    { modelId: 'anthropic.claude-3-haiku-20240307-v1:0', regions: ['us-east-1'] },
    'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0',
  ],
  [
    'a profile of one geography: the profile, and the model in each region that it routes to',
    { modelId: 'eu.amazon.nova-lite-v1:0', regions: ['eu-west-1', 'eu-central-1'] },
    [
      'arn:aws:bedrock:us-east-1:123456789012:inference-profile/eu.amazon.nova-lite-v1:0',
      'arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0',
      'arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-lite-v1:0',
    ],
  ],
  [
    'a global profile: also the model without a region',
    { modelId: 'global.anthropic.claude-sonnet-4-5-20250929-v1:0', regions: ['us-east-1'] },
    [
      'arn:aws:bedrock:us-east-1:123456789012:inference-profile/global.anthropic.claude-sonnet-4-5-20250929-v1:0',
      'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0',
      'arn:aws:bedrock:::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0',
    ],
  ],
];

describe.each(GRANTS)('%s', (...grant) => {
  test.each(MODELS)('is granted on %s', (_, model, resources) => {
    const granted = grantedResources(grant, model);

    expect([granted].flat().sort()).toEqual([resources].flat().sort());
  });
});
