import { modelTableSchema } from '@coach-stream/models';
import { priceOf } from '@coach-stream/models/price-table';
import { describe, expect, test } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod/mini';
import type { StageConfig } from '../src/stage-config.ts';
import { STAGE_NAMES, stageConfig } from '../src/stages.ts';
import { evaluate } from './support/evaluate.ts';
import { synthesizeTemplates } from './support/synthesize-templates.ts';

/** What Lambda takes: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_ENVIRONMENT_BYTES = 4_096;
/** Longer than the names of tables, functions and secrets that CloudFormation makes. */
const LONG_NAME = 'n'.repeat(120);

/** The call sites of each function that calls models. */
const CALL_SITES: Readonly<Record<string, readonly string[]>> = {
  'stream-coach-conversation': ['coach', 'extract', 'router'],
  'stream-coach-creator-session': ['coach'],
  'stream-persona-chat': ['coach'],
  'process-turn': ['extract', 'summary'],
  'build-coach-config': ['build'],
};

interface DeployedFunction {
  readonly roleId: string;
  readonly variables: Readonly<Record<string, string>>;
}

function functionsOf(app: Template): ReadonlyMap<string, DeployedFunction> {
  const functions = Object.values(app.findResources('AWS::Lambda::Function')).flatMap(({ Properties }) => {
    const variables = evaluate(Properties.Environment?.Variables ?? {}, () => LONG_NAME) as Record<string, string>;
    const name = variables.POWERTOOLS_SERVICE_NAME;
    return name === undefined ? [] : [[name, { roleId: Properties.Role['Fn::GetAtt'][0], variables }] as const];
  });
  return new Map(functions);
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/** The resources on which a function may do something, references as `${reference}`. */
function allowed(app: Template, name: string, action: string): string[] {
  const roleId = functionsOf(app).get(name)?.roleId;
  return Object.values(app.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => JSON.stringify(Properties.Roles) === JSON.stringify([{ Ref: roleId }]))
    .flatMap(({ Properties }) => evaluate(Properties.PolicyDocument.Statement, (name) => `\${${name}}`) as Statement[])
    .filter(({ Action }) => [Action].flat().includes(action))
    .flatMap(({ Resource }) => Resource);
}

/** Ids at the end of ARNs of models and profiles, once each. */
const modelIds = (arns: readonly string[]) => [...new Set(arns.map((arn) => arn.split('/')[1]))].sort();

describe.each(STAGE_NAMES)('the models of stage %s', (stage) => {
  const { app } = synthesizeTemplates(stage);

  test('are told to the functions that call them, each those of its call sites', () => {
    for (const [name, { variables }] of functionsOf(app)) {
      const models = JSON.parse(variables.MODELS ?? '{}');
      expect([name, Object.keys(models).sort()]).toEqual([name, CALL_SITES[name] ?? []]);
      expect(models).toEqual(z.parse(z.partial(modelTableSchema), models));
    }
  });

  test('leave room in every environment', () => {
    for (const [name, { variables }] of functionsOf(app)) {
      const bytes = Object.entries(variables).reduce((sum, [key, value]) => sum + Buffer.byteLength(key + value), 0);
      expect([name, bytes < MAX_ENVIRONMENT_BYTES]).toEqual([name, true]);
    }
  });

  test('are switched by a parameter that is deployed empty, and that whoever calls models may read', () => {
    const parameters = app.findResources('AWS::SSM::Parameter', {
      Properties: { Name: `/coach-stream/${stage}/model-switch` },
    });
    const [[logicalId, parameter] = []] = Object.entries(parameters);
    expect(parameter?.Properties.Value).toBe('{}');
    for (const name of functionsOf(app).keys()) {
      const expected = name in CALL_SITES ? [expect.stringContaining(`:parameter\${${logicalId}}`)] : [];
      expect([name, allowed(app, name, 'ssm:GetParameter')]).toEqual([name, expected]);
      expect(allowed(app, name, 'ssm:PutParameter')).toEqual([]);
    }
  });

  test('may be called with their fallbacks, and with what the switch may name', () => {
    const { models, providers } = stageConfig(stage);
    const expected = [models.coach, ...(models.coach.fallbacks ?? [])].map(({ modelId }) => modelId);
    const ids = modelIds(allowed(app, 'stream-persona-chat', 'bedrock:InvokeModelWithResponseStream'));
    expect(ids).toEqual(expect.arrayContaining([...expected, ...providers.bedrock.switchableModels]));
    expect(modelIds(allowed(app, 'stream-coach-conversation', 'bedrock:InvokeModel'))).toContain(models.router.modelId);
  });
});

describe('a stage that brings another provider', () => {
  const price = priceOf('claude-sonnet-4-6');
  const { models } = stageConfig('dev');
  const settings = { ...models.coach, provider: 'anthropic', modelId: 'claude-sonnet-4-6', price } as const;
  const config: StageConfig = {
    ...stageConfig('dev'),
    models: { ...models, coach: { ...settings, keySecretId: 'team/anthropic' } },
    providers: {
      bedrock: { switchableModels: [] },
      anthropic: { keySecretIds: ['team/anthropic'] },
      openai: { keySecretIds: ['team/openai', 'other/openai'] },
    },
  };
  const { app } = synthesizeTemplates(config);

  test('lets functions read its keys, by their names, and no other', () => {
    const arns = ['other/openai', 'team/anthropic', 'team/openai'].map(
      (name) => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}-??????`,
    );
    expect(allowed(app, 'stream-persona-chat', 'secretsmanager:GetSecretValue')).toEqual(arns);
    expect(allowed(app, 'sweep-builds', 'secretsmanager:GetSecretValue')).toEqual([]);
  });

  test('grants Bedrock no models of that provider, and the fallbacks that are its own', () => {
    const ids = modelIds(allowed(app, 'stream-persona-chat', 'bedrock:InvokeModelWithResponseStream'));
    const [fallback] = models.coach.fallbacks ?? [];
    expect(ids).toEqual([fallback?.modelId, fallback?.modelId.replace('us.', '')].sort());
  });
});
