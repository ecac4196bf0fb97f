import { createRequire } from 'node:module';
import { type RunningApp, useApp } from './start-local-aws.fixture.ts';
import { arnOf, lambdaFunction, role } from './template.fixture.ts';

const sdk = JSON.stringify(createRequire(import.meta.url).resolve('@aws-sdk/client-dynamodb'));

/** A counter behind a Function URL: counts in its table, tries to scan it, and streams. */
const COUNTER = `
  import { createRequire } from 'node:module';
  const { DynamoDBClient, ScanCommand, UpdateItemCommand } = createRequire(import.meta.url)(${sdk});
  const client = new DynamoDBClient({});
  const TableName = process.env.TABLE;
  export const handler = awslambda.streamifyResponse(async (event, raw) => {
    const open = (statusCode) => awslambda.HttpResponseStream.from(raw, { statusCode, headers: { 'content-type': 'text/event-stream' } });
    try {
      if (event.rawPath === '/scan') await client.send(new ScanCommand({ TableName }));
      const { Attributes } = await client.send(new UpdateItemCommand({
        TableName, Key: { id: { S: 'count' } }, UpdateExpression: 'ADD n :one',
        ExpressionAttributeValues: { ':one': { N: '1' } }, ReturnValues: 'ALL_NEW',
      }));
      const stream = open(200);
      stream.write('data: ' + Attributes.n.N + '\\n\\n');
      for (let i = 0; i < 5; i += 1) stream.write('data: tick\\n\\n');
      stream.end();
    } catch (error) {
      const stream = open(500);
      stream.write(error.name + ': ' + error.message);
      stream.end();
    }
  });`;

/** Confirms every sign-up, and logs when it was. */
const TRIGGER = `export const handler = async (event) => {
  console.log('sign-up of ' + event.userName + ' at ' + new Date().toISOString());
  event.response.autoConfirmUser = true;
  return event;
};`;

const RESOURCES = {
  Table: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    },
  },
  CounterRole: role({ Effect: 'Allow', Action: 'dynamodb:UpdateItem', Resource: arnOf('Table') }),
  Counter: lambdaFunction('counter', 'CounterRole', { Environment: { Variables: { TABLE: { Ref: 'Table' } } } }),
  CounterUrl: {
    Type: 'AWS::Lambda::Url',
    Properties: {
      AuthType: 'NONE',
      InvokeMode: 'RESPONSE_STREAM',
      TargetFunctionArn: arnOf('Counter'),
    },
  },
  TriggerRole: role({ Effect: 'Allow', Action: 'logs:*', Resource: '*' }),
  Trigger: lambdaFunction('trigger', 'TriggerRole'),
  Pool: {
    Type: 'AWS::Cognito::UserPool',
    Properties: { LambdaConfig: { PreSignUp: arnOf('Trigger') } },
  },
  Client: {
    Type: 'AWS::Cognito::UserPoolClient',
    Properties: { UserPoolId: { Ref: 'Pool' }, ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] },
  },
  Snake: {
    Type: 'AWS::Lambda::Function',
    Properties: { Code: { ZipFile: 'pass' }, Handler: 'index.handler', Role: 'role', Runtime: 'python3.13' },
  },
  Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
};

/** Runs an app of a counter behind a Function URL and of a user pool with a trigger, for the tests of a file. */
export const useCounterApp = (): Promise<RunningApp> => useApp(RESOURCES, { counter: COUNTER, trigger: TRIGGER });
