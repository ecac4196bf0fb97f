import { outputsSchema } from '@coach-stream/streaming-core/contract';
import { describe, expect, test } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { turnLimitsSchema } from '../../packages/store/src/limits/turn-limits.ts';
import { CORS } from '../src/constructs/cors.ts';
import { FUNCTION_NAMES } from '../src/constructs/node-function.ts';
import type { StageConfig } from '../src/stage-config.ts';
import { STAGE_NAMES, stageConfig } from '../src/stages.ts';
import { evaluate } from './support/evaluate.ts';
import { synthesizeTemplates } from './support/synthesize-templates.ts';

const imported: StageConfig = {
  ...stageConfig('dev'),
  userPool: { kind: 'imported', userPoolId: 'us-east-1_Imported1', clientId: 'importedclient' },
};

describe.each(STAGE_NAMES)('the stream function of stage %s', (stage) => {
  const { app } = synthesizeTemplates(stage);
  const config = stageConfig(stage);

  test('runs on Node.js 24, arm64, with the memory and time of the stage', () => {
    app.hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 1024,
      Timeout: 300,
      TracingConfig: stage === 'local' ? Match.absent() : { Mode: 'Active' },
      ReservedConcurrentExecutions: Match.absent(),
      VpcConfig: Match.absent(),
    });
  });

  test('gets its tables, its pool, its models and whom it hands turns to by environment', () => {
    const [variables] = functionVariables(app, 'stream-coach-conversation');

    expect(Object.keys(variables ?? {}).sort()).toEqual([
      'ALLOWED_ORIGINS',
      'COACH_TABLE_NAME',
      'IMAGE_BUCKET_NAME',
      'LIMITS',
      'MODELS',
      'MODEL_SWITCH_CACHE_MS',
      'MODEL_SWITCH_PARAMETER',
      'POWERTOOLS_LOG_LEVEL',
      'POWERTOOLS_METRICS_NAMESPACE',
      'POWERTOOLS_SERVICE_NAME',
      'PROCESS_TURN_FUNCTION_NAME',
      'RETRIEVAL',
      'STAGE',
      'TRACING',
      'TURNS_TABLE_NAME',
      'TURN_LEASE_MS',
      'USER_POOL_CLIENT_ID',
      'USER_POOL_ID',
    ]);
    expect(turnLimitsSchema.parse(JSON.parse(String(variables?.LIMITS)))).toEqual(config.limits);
    expect(functionVariables(app, 'coach-api')).toEqual([expect.objectContaining({ LIMITS: variables?.LIMITS })]);
    const { coach, router, extract } = config.models;
    expect(JSON.parse(String(variables?.MODELS))).toEqual({ coach, router, extract });
    expect(variables).toMatchObject({
      STAGE: stage,
      TRACING: config.tracing ? 'on' : 'off',
      TURN_LEASE_MS: stage === 'local' ? '3000' : '15000',
    });
  });

  test('streams through a URL whose CORS names the origins of the stage, as the others do', () => {
    app.resourceCountIs('AWS::Lambda::Url', 3);
    app.allResourcesProperties('AWS::Lambda::Url', {
      AuthType: 'NONE',
      InvokeMode: 'RESPONSE_STREAM',
      Cors: {
        AllowOrigins: config.allowedOrigins,
        AllowMethods: ['GET', 'POST', 'PUT'],
        AllowHeaders: [...CORS.allowedHeaders],
        ExposeHeaders: ['x-request-id', 'retry-after', 'etag'],
        AllowCredentials: Match.absent(),
      },
    });
  });

  test('can be called by everyone through its URL only', () => {
    const permissions = Object.values(app.findResources('AWS::Lambda::Permission', { Properties: { Principal: '*' } }));

    const byUrl = [
      { Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE', Principal: '*' },
      { Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true, Principal: '*' },
    ];
    expect(permissions.map(({ Properties: { FunctionName: _, ...rest } }) => rest)).toEqual([
      ...byUrl,
      ...byUrl,
      ...byUrl,
    ]);
  });

  test('keeps its log for the days of the stage', () => {
    app.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: config.logRetentionDays });
  });
});

describe.each(STAGE_NAMES)('the user pool of stage %s', (stage) => {
  const { app } = synthesizeTemplates(stage);
  const config = stageConfig(stage);

  test('has custom:user_id as an attribute that nobody can change', () => {
    app.hasResourceProperties('AWS::Cognito::UserPool', {
      Schema: Match.arrayWith([
        {
          Name: 'user_id',
          AttributeDataType: 'String',
          Mutable: false,
          StringAttributeConstraints: { MinLength: '1', MaxLength: '128' },
        },
      ]),
    });
  });

  test('has a client that reads custom:user_id and cannot write it', () => {
    app.resourceCountIs('AWS::Cognito::UserPoolClient', 1);
    app.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      ReadAttributes: Match.arrayWith(['custom:user_id']),
      WriteAttributes: ['email'],
    });
  });

  test('has a public client without OAuth, with one-hour tokens, that does not tell who has an account', () => {
    app.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      GenerateSecret: false,
      AllowedOAuthFlowsUserPoolClient: false,
      AllowedOAuthFlows: Match.absent(),
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      PreventUserExistenceErrors: 'ENABLED',
      IdTokenValidity: 60,
      AccessTokenValidity: 60,
    });
  });

  test('puts the claim into ID tokens by the V1_0 trigger, which only this pool may invoke', () => {
    const pool = onlyKey(app.findResources('AWS::Cognito::UserPool'));

    app.hasResourceProperties('AWS::Cognito::UserPool', {
      LambdaConfig: { PreTokenGeneration: { 'Fn::GetAtt': [Match.stringLikeRegexp('AddUserIdClaim'), 'Arn'] } },
    });
    app.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      Principal: 'cognito-idp.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [pool, 'Arn'] },
    });
  });

  test('opens self-sign-up and protects itself as the stage says', () => {
    const isKept = config.data === 'kept';

    app.hasResource('AWS::Cognito::UserPool', {
      DeletionPolicy: isKept ? 'Retain' : 'Delete',
      Properties: {
        DeletionProtection: isKept ? 'ACTIVE' : 'INACTIVE',
        AdminCreateUserConfig: {
          AllowAdminCreateUserOnly: !(config.userPool.kind === 'own' && config.userPool.selfSignUp),
        },
      },
    });
  });
});

describe('an imported user pool', () => {
  const { app } = synthesizeTemplates(imported);

  test('brings its own client and trigger', () => {
    app.resourceCountIs('AWS::Cognito::UserPool', 0);
    app.resourceCountIs('AWS::Cognito::UserPoolClient', 0);
    expect(functionNames(app)).toEqual(FUNCTION_NAMES.filter((name) => name !== 'add-user-id-claim').toSorted());
  });

  test('is the one that the stream function trusts', () => {
    expect(functionVariables(app, 'stream-coach-conversation')).toMatchObject([
      { USER_POOL_ID: 'us-east-1_Imported1', USER_POOL_CLIENT_ID: 'importedclient' },
    ]);
  });
});

describe('the outputs contract', () => {
  test.each([
    ['https://abc123.lambda-url.us-east-1.on.aws/', 'https://abc123.lambda-url.us-east-1.on.aws'],
    ['http://127.0.0.1:4001/', 'http://127.0.0.1:4001'],
  ])('has the stream URL %s without its trailing slash', (functionUrl, expected) => {
    const { app } = synthesizeTemplates('prod');
    const outputs = evaluate(app.toJSON().Outputs.Outputs.Value, (reference) => {
      if (reference.endsWith('.FunctionUrl')) {
        return functionUrl;
      }
      return reference === 'AWS::URLSuffix' ? 'amazonaws.com' : `us-east-1_${reference.slice(0, 9)}`;
    });

    expect(outputsSchema.parse(JSON.parse(String(outputs)))).toMatchObject({
      stage: 'prod',
      region: 'us-east-1',
      streams: { coachConversation: expected, coachCreatorSession: expected, personaChat: expected },
      api: 'https://us-east-1_RestApi13.execute-api.us-east-1.amazonaws.com/us-east-1_RestApiDe',
      features: { streaming: true },
    });
  });

  test('is the same in the stack output and in the SSM parameter', () => {
    const { app } = synthesizeTemplates('dev');

    app.hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/coach-stream/dev/outputs',
      Type: 'String',
      Value: app.toJSON().Outputs.Outputs.Value,
    });
  });

  test('names the imported pool and its issuer', () => {
    const { app } = synthesizeTemplates(imported);
    const outputs = evaluate(app.toJSON().Outputs.Outputs.Value, () => 'https://abc.lambda-url.us-east-1.on.aws/');

    expect(JSON.parse(String(outputs)).auth).toEqual({
      userPoolId: 'us-east-1_Imported1',
      clientId: 'importedclient',
      issuer: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Imported1',
    });
  });
});

test('every resource that takes tags has project, stage and stack', () => {
  const { data, app } = synthesizeTemplates('staging');
  const tagged = { project: 'coach-stream', stage: 'staging' };

  data.allResourcesProperties('AWS::DynamoDB::GlobalTable', {
    Replicas: [{ Tags: tagList({ ...tagged, stack: 'data' }) }],
  });
  for (const type of ['AWS::Lambda::Function', 'AWS::Logs::LogGroup', 'AWS::IAM::Role']) {
    app.allResourcesProperties(type, { Tags: tagList({ ...tagged, stack: 'app' }) });
  }
});

function tagList(tags: Record<string, string>): { Key: string; Value: string }[] {
  return Object.entries(tags)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([Key, Value]) => ({ Key, Value }));
}

function onlyKey(resources: Record<string, unknown>): string {
  const [key, ...others] = Object.keys(resources);
  if (key === undefined || others.length > 0) {
    throw new Error(`Expected one resource, found ${Object.keys(resources).length}.`);
  }
  return key;
}

function functionNames(app: Template): string[] {
  return Object.values(app.findResources('AWS::Lambda::Function'))
    .map(({ Properties }) => String(Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME))
    .sort();
}

function functionVariables(app: Template, name: string): Record<string, unknown>[] {
  return Object.values(app.findResources('AWS::Lambda::Function'))
    .map(({ Properties }) => Properties.Environment.Variables)
    .filter(({ POWERTOOLS_SERVICE_NAME }) => POWERTOOLS_SERVICE_NAME === name);
}
