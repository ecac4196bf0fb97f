import { retrievalSettingsSchema } from '@coach-stream/functions/wiring/create-semantic-index.ts';
import { describe, expect, test } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import type { StageConfig } from '../src/stage-config.ts';
import { STAGE_NAMES, stageConfig } from '../src/stages.ts';
import { evaluate } from './support/evaluate.ts';
import { synthesizeTemplates } from './support/synthesize-templates.ts';

/** Coach conversations and the work behind them, builds, deletions, and the REST API. */
const FUNCTIONS_WITH_INDEX = 5;
const KEY_ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:key-abcdef';

/** The variable `RETRIEVAL` of every function that has one, as it would be deployed. */
function settings(app: Template): unknown[] {
  return Object.values(app.findResources('AWS::Lambda::Function'))
    .map(({ Properties }) => Properties.Environment.Variables.RETRIEVAL)
    .filter((variable) => variable !== undefined)
    .map((variable) => retrievalSettingsSchema.parse(JSON.parse(String(evaluate(variable, () => KEY_ARN)))));
}

describe.each(STAGE_NAMES)('the semantic index of stage %s', (stage) => {
  const { app } = synthesizeTemplates(stage);
  const isKept = stageConfig(stage).data === 'kept';

  test('is the one in Pinecone that bears its name, by a key in Secrets Manager', () => {
    const expected = { kind: 'pinecone', indexName: `coach-stream-${stage}`, keySecretId: KEY_ARN };

    expect(settings(app)).toEqual(Array.from({ length: FUNCTIONS_WITH_INDEX }, () => expected));
  });

  test('has a secret whose value no template holds, kept as data is', () => {
    app.resourceCountIs('AWS::SecretsManager::Secret', 1);
    app.hasResource('AWS::SecretsManager::Secret', {
      DeletionPolicy: isKept ? 'Retain' : 'Delete',
      Properties: { GenerateSecretString: {} },
    });
    const [secret] = Object.values(app.findResources('AWS::SecretsManager::Secret'));
    expect(secret?.Properties).not.toHaveProperty('SecretString');
  });

  test('tells by an output which secret its key is put into', () => {
    const { Value } = app.toJSON().Outputs.SemanticIndexKeySecret;

    expect(evaluate(Value, (reference) => reference)).toMatch(/^SemanticIndexKey/);
  });
});

describe('a stage without a semantic index', () => {
  const without: StageConfig = { ...stageConfig('dev'), retrieval: { kind: 'none' } };
  const { app } = synthesizeTemplates(without);

  test('has no secret, and nobody who may read one', () => {
    app.resourceCountIs('AWS::SecretsManager::Secret', 0);
    expect(JSON.stringify(app.toJSON())).not.toContain('secretsmanager');
    expect(settings(app)).toEqual(Array.from({ length: FUNCTIONS_WITH_INDEX }, () => ({ kind: 'none' })));
  });
});

describe('a stage that knows the host of its index', () => {
  const host = 'coach-abc123.svc.aped-4627-b74a.pinecone.io';
  const withHost: StageConfig = { ...stageConfig('dev'), retrieval: { kind: 'pinecone', indexName: 'coach', host } };

  test('tells it to its functions', () => {
    const expected = { kind: 'pinecone', indexName: 'coach', host, keySecretId: KEY_ARN };

    expect(settings(synthesizeTemplates(withHost).app)).toEqual(
      Array.from({ length: FUNCTIONS_WITH_INDEX }, () => expected),
    );
  });
});
