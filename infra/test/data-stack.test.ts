import { describe, expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { STAGE_NAMES, type StageName, stageConfig } from '../src/stages.ts';
import { createTestApp } from './support/create-test-app.ts';
import { synthesizeTemplates } from './support/synthesize-templates.ts';

const TABLES = ['CoachTable', 'TurnsTable'] as const;

/** The properties of one table and what happens to it. */
function table(stage: StageName, name: (typeof TABLES)[number]) {
  const tables = Object.entries(synthesizeTemplates(stage).data.findResources('AWS::DynamoDB::GlobalTable'));
  expect(tables).toHaveLength(TABLES.length);
  return tables.find(([id]) => id.startsWith(name))?.[1];
}

/** The bucket of images and what happens to it. */
function bucket(stage: StageName) {
  const [found, ...others] = Object.values(synthesizeTemplates(stage).data.findResources('AWS::S3::Bucket'));
  expect(others).toEqual([]);
  return found;
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

  test('keeps images whatever happens to the stack, and for 30 days what is overwritten or deleted', () => {
    expect(bucket(stage)).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BucketEncryption: encryptedBy('aws:kms'),
        VersioningConfiguration: { Status: 'Enabled' },
        LifecycleConfiguration: {
          Rules: [
            {
              Status: 'Enabled',
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
              NoncurrentVersionExpiration: { NoncurrentDays: 30 },
              ExpiredObjectDeleteMarker: true,
            },
          ],
        },
      },
    });
  });

  test('protects both stacks from deletion', () => {
    const { stacks } = createTestApp(stage).synth();

    expect(stacks.map(({ terminationProtection }) => terminationProtection)).toEqual([true, true]);
  });
});

function encryptedBy(algorithm: string): object {
  return {
    ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: algorithm } }],
  };
}

describe.each(['local', 'dev'] as const)('stage %s', (stage) => {
  test('gives images up with the stack, and what is overwritten at once', () => {
    const { DeletionPolicy, Properties } = bucket(stage) ?? {};

    expect(DeletionPolicy).toBe('Delete');
    expect(Properties.BucketEncryption).toMatchObject(encryptedBy('AES256'));
    expect(Properties.VersioningConfiguration).toBeUndefined();
    expect(Properties.LifecycleConfiguration.Rules).toEqual([
      { Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
    ]);
  });
});

describe.each(STAGE_NAMES)('stage %s', (stage) => {
  test('lets browsers of the stage put images by presigned address, and nobody in without TLS', () => {
    const { data } = synthesizeTemplates(stage);

    expect(bucket(stage)?.Properties).toMatchObject({
      CorsConfiguration: {
        CorsRules: [
          {
            AllowedOrigins: stageConfig(stage).allowedOrigins,
            AllowedMethods: ['PUT'],
            AllowedHeaders: ['content-type'],
            MaxAge: 3_600,
          },
        ],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    data.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Deny',
            Action: 's3:*',
            Principal: { AWS: '*' },
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            Resource: Match.anyValue(),
          },
        ],
      },
    });
  });

  test('finds items of its coach table by gsi1pk in the order of gsi1sk, those that have both, whole', () => {
    const { GlobalSecondaryIndexes, AttributeDefinitions } = table(stage, 'CoachTable')?.Properties ?? {};

    expect(GlobalSecondaryIndexes).toEqual([
      {
        IndexName: 'gsi1',
        KeySchema: [
          { AttributeName: 'gsi1pk', KeyType: 'HASH' },
          { AttributeName: 'gsi1sk', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ]);
    expect(AttributeDefinitions).toHaveLength(4);
    expect(table(stage, 'TurnsTable')?.Properties).not.toHaveProperty('GlobalSecondaryIndexes');
  });

  test.each(TABLES)('has its %s keyed by pk and sk, on demand', (name) => {
    const { Properties } = table(stage, name) ?? {};

    expect(Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: expect.arrayContaining([
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ]),
    });
  });

  test('removes turns, and nothing else, once they expire', () => {
    const specifications = TABLES.map((name) => table(stage, name)?.Properties.TimeToLiveSpecification);

    expect(specifications).toEqual([undefined, { AttributeName: 'expiresAt', Enabled: true }]);
  });
});
