import { describe, expect, test } from '@jest/globals';
import { STAGE_NAMES, type StageName } from '../src/stages.ts';
import { createTestApp } from './support/create-test-app.ts';
import { synthesizeTemplates } from './support/synthesize-templates.ts';

const TABLES = ['CoachTable', 'TurnsTable'] as const;

/** The properties of one table and what happens to it. */
function table(stage: StageName, name: (typeof TABLES)[number]) {
  const tables = Object.entries(synthesizeTemplates(stage).data.findResources('AWS::DynamoDB::GlobalTable'));
  expect(tables).toHaveLength(TABLES.length);
  return tables.find(([id]) => id.startsWith(name))?.[1];
}

describe.each(['staging', 'prod'] as const)('stage %s', (stage) => {
  test.each(TABLES)('keeps its %s whatever happens to the stack', (name) => {
    expect(table(stage, name)).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        Replicas: [{ Region: 'us-east-1', DeletionProtectionEnabled: true }],
      },
    });
  });

  test('can restore coaches and conversations, and not turns, which settle or expire', () => {
    const restores = TABLES.map((name) => table(stage, name)?.Properties.Replicas[0].PointInTimeRecoverySpecification);

    expect(restores).toEqual([{ PointInTimeRecoveryEnabled: true }, undefined]);
  });

  test('protects both stacks from deletion', () => {
    const { stacks } = createTestApp(stage).synth();

    expect(stacks.map(({ terminationProtection }) => terminationProtection)).toEqual([true, true]);
  });
});

describe.each(STAGE_NAMES)('stage %s', (stage) => {
  test.each(TABLES)('has its %s keyed by pk and sk, on demand, without an index', (name) => {
    const { Properties } = table(stage, name) ?? {};

    expect(Properties).toMatchObject({
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
    expect(Properties).not.toHaveProperty('GlobalSecondaryIndexes');
  });

  test('removes turns, and nothing else, once they expire', () => {
    const specifications = TABLES.map((name) => table(stage, name)?.Properties.TimeToLiveSpecification);

    expect(specifications).toEqual([undefined, { AttributeName: 'expiresAt', Enabled: true }]);
  });
});
