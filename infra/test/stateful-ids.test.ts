import { expect, test } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import { STAGE_NAMES } from '../src/stages.ts';
import { synthesizeTemplates } from './support/synthesize-templates.ts';

/** Types whose replacement loses data, accounts, a key, work that failed or an address that others have written down. */
const STATEFUL_TYPES = [
  'AWS::DynamoDB::GlobalTable',
  'AWS::S3::Bucket',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::Lambda::Url',
  'AWS::ApiGateway::RestApi',
  'AWS::SSM::Parameter',
  'AWS::SecretsManager::Secret',
  'AWS::SQS::Queue',
  'AWS::CloudFront::Distribution',
];

function statefulIds(...templates: readonly Template[]): string[] {
  return STATEFUL_TYPES.flatMap((type) =>
    templates.flatMap((template) => Object.keys(template.findResources(type)).map((id) => `${type} ${id}`)),
  );
}

test.each(STAGE_NAMES)('stateful resources of stage %s keep their logical ids', (stage) => {
  const { data, app } = synthesizeTemplates(stage);
  const ids = statefulIds(data, app);

  // A renamed construct replaces its resource: change a line here only with a migration.
  expect(ids).toEqual([
    'AWS::DynamoDB::GlobalTable CoachTable04DCF53B',
    'AWS::DynamoDB::GlobalTable TurnsTableCF67F035',
    'AWS::S3::Bucket ImageBucket97210811',
    'AWS::Cognito::UserPool UsersPoolBFC35D3B',
    'AWS::Cognito::UserPoolClient UsersPoolWebClientE42771DF',
    'AWS::Lambda::Url StreamCoachConversationHandlerFunctionFunctionUrlA104EC38',
    'AWS::Lambda::Url StreamCoachCreatorSessionHandlerFunctionFunctionUrlCD8BFF18',
    'AWS::Lambda::Url StreamPersonaChatHandlerFunctionFunctionUrlFD3B15D2',
    'AWS::ApiGateway::RestApi RestApi135E9C73',
    'AWS::SSM::Parameter ModelsSwitch9E8C3DDF',
    'AWS::SSM::Parameter StageOutputsParameter77526F10',
    'AWS::SecretsManager::Secret SemanticIndexKey9A937813',
    'AWS::SQS::Queue ProcessTurnFailures0F848319',
    'AWS::SQS::Queue BuildCoachConfigFailures5559A9EC',
    'AWS::SQS::Queue DeleteUserDataFailures4051504C',
  ]);
});

test('where a stage hosts its web app, the address of that stays, too', () => {
  const hosted = STAGE_NAMES.map((stage) => synthesizeTemplates(stage).web).filter((web) => web !== undefined);

  expect(hosted.map((web) => statefulIds(web))).toEqual([
    ['AWS::S3::Bucket Bucket83908E77', 'AWS::CloudFront::Distribution Distribution830FAC52'],
  ]);
});
