import { describe, expect, test } from '@jest/globals';
import { STAGE_NAMES } from '../src/stages.ts';
import { createTestApp } from './support/create-test-app.ts';
import { synthesizeTemplates } from './support/synthesize-templates.ts';

describe.each(['staging', 'prod'] as const)('stage %s', (stage) => {
  test('keeps its table whatever happens to the stack', () => {
    synthesizeTemplates(stage).data.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        Replicas: [
          {
            Region: 'us-east-1',
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          },
        ],
      },
    });
  });

  test('protects both stacks from deletion', () => {
    const { stacks } = createTestApp(stage).synth();

    expect(stacks.map(({ terminationProtection }) => terminationProtection)).toEqual([true, true]);
  });
});

test.each(STAGE_NAMES)('the table of stage %s is keyed by pk and sk, on demand, without an index', (stage) => {
  const { data } = synthesizeTemplates(stage);

  data.resourceCountIs('AWS::DynamoDB::GlobalTable', 1);
  data.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
  });
});
