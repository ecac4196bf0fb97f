import { describe, expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { STAGE_NAMES } from '../src/stages.ts';
import { synthesizeTemplates } from './support/synthesize-templates.ts';

const BUILDER = { Ref: Match.stringLikeRegexp('^BuildCoachConfigHandlerFunction') };
const SWEEPER = Match.stringLikeRegexp('^SweepBuildsHandlerFunction');

describe.each(STAGE_NAMES)('the building of coaches in stage %s', (stage) => {
  const { app } = synthesizeTemplates(stage);

  test('has as long as Lambda lets it, is tried three times within an hour, and then goes to a queue of its own', () => {
    app.hasResourceProperties('AWS::Lambda::Function', {
      Timeout: 900,
      Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'build-coach-config' } },
    });
    app.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: BUILDER,
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 3_600,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('^BuildCoachConfigFailures'), 'Arn'] } },
      },
    });
  });

  test('is handed out by the session’s stream, by hand and by the sweep, which know it by its name', () => {
    const callers = Object.values(
      app.findResources('AWS::Lambda::Function', {
        Properties: { Environment: { Variables: { BUILD_FUNCTION_NAME: { Ref: Match.anyValue() } } } },
      }),
    );
    expect(callers.map(({ Properties }) => Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME).sort()).toEqual([
      'coach-api',
      'stream-coach-creator-session',
      'sweep-builds',
    ]);
  });

  test('is swept every minute, once a minute', () => {
    app.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [{ Arn: { 'Fn::GetAtt': [SWEEPER, 'Arn'] }, Input: '{}' }],
    });
    app.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: SWEEPER },
      MaximumRetryAttempts: 0,
    });
  });
});
