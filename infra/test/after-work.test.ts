import { describe, expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { STAGE_NAMES, stageConfig } from '../src/stages.ts';
import { synthesizeTemplates } from './support/synthesize-templates.ts';

const FUNCTION = { Ref: Match.stringLikeRegexp('^ProcessTurnHandlerFunction') };
const FAILURES_ARN = { 'Fn::GetAtt': [Match.stringLikeRegexp('^ProcessTurnFailures'), 'Arn'] };

describe.each(STAGE_NAMES)('the work behind an answer in stage %s', (stage) => {
  const { app } = synthesizeTemplates(stage);

  test('is a function of half a gigabyte and two minutes, with the tables and models that it needs', () => {
    const [found] = Object.values(
      app.findResources('AWS::Lambda::Function', {
        Properties: { Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'process-turn' } } },
      }),
    );

    expect(found?.Properties).toMatchObject({ MemorySize: 512, Timeout: 120, Runtime: 'nodejs24.x' });
    const { MODELS, ...variables } = found?.Properties.Environment.Variables ?? {};
    const { summary, extract } = stageConfig(stage).models;
    expect(JSON.parse(MODELS)).toEqual({ summary, extract });
    expect(Object.keys(variables).sort()).toEqual([
      'COACH_TABLE_NAME',
      'MODEL_SWITCH_CACHE_MS',
      'MODEL_SWITCH_PARAMETER',
      'POWERTOOLS_LOG_LEVEL',
      'POWERTOOLS_METRICS_NAMESPACE',
      'POWERTOOLS_SERVICE_NAME',
      'RETRIEVAL',
      'STAGE',
    ]);
  });

  test('is tried three times within an hour, and then goes to a queue', () => {
    app.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: FUNCTION,
      // A destination covers the version that is invoked: callers name the function itself.
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 3_600,
      DestinationConfig: { OnFailure: { Destination: FAILURES_ARN } },
    });
  });

  test('leaves failures in an encrypted queue for two weeks, reached over TLS only', () => {
    app.hasResourceProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
    app.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Deny',
            Action: 'sqs:*',
            Principal: { AWS: '*' },
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            Resource: FAILURES_ARN,
          },
        ],
      },
    });
  });

  test('is handed turns by the stream function, which knows it by its name', () => {
    app.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: { POWERTOOLS_SERVICE_NAME: 'stream-coach-conversation', PROCESS_TURN_FUNCTION_NAME: FUNCTION },
      },
    });
  });
});
