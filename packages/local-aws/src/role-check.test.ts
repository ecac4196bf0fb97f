import { describe, expect, test } from '@jest/globals';
import { useApp } from './start-local-aws.fixture.ts';

/** Makes whatever call it is told to, with the SDK of the runtime. */
const CALLER = `
  export const handler = async ({ client, command, input }) => {
    const sdk = await import('@aws-sdk/client-' + client[0]);
    try {
      await new sdk[client[1]]({ maxAttempts: 1 }).send(new sdk[command](input));
      return { allowed: true };
    } catch ({ name, message, $metadata, $fault }) {
      return { name, message, status: $metadata?.httpStatusCode, fault: $fault };
    }
  };`;

const DYNAMODB = ['dynamodb', 'DynamoDBClient'];
const BEDROCK = ['bedrock-runtime', 'BedrockRuntimeClient'];
const LAMBDA = ['lambda', 'LambdaClient'];
const SSM = ['ssm', 'SSMClient'];

const HERE = 'us-east-1:000000000000';
const TABLE = (name: string) => `arn:aws:dynamodb:${HERE}:table/${name}`;
const MODEL = (id: string, region = 'us-east-1') => `arn:aws:bedrock:${region}::foundation-model/${id}`;
const PROFILE = `arn:aws:bedrock:${HERE}:inference-profile/us.vendor.routed-v1:0`;
const FUNCTION = (name: string) => `arn:aws:lambda:${HERE}:function:${name}`;
const PARAMETER = (name: string) => `arn:aws:ssm:${HERE}:parameter/app/${name}`;
const STREAM = 'bedrock:InvokeModelWithResponseStream';

const allow = (Action: string | string[], ...Resource: string[]) => ({ Effect: 'Allow', Action, Resource });

const table = (name: string) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['id', 'day', 'town'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: ['day', 'town'].map((AttributeName) => ({
      IndexName: `by-${AttributeName}`,
      KeySchema: [{ AttributeName, KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    })),
  },
});

const lambdaFunction = (name: string, roleId: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: name,
    Code: { S3Bucket: 'assets', S3Key: 'caller.zip' },
    Handler: 'index.handler',
    Role: { 'Fn::GetAtt': [roleId, 'Arn'] },
    Runtime: 'nodejs24.x',
    Timeout: 20,
    MemorySize: 512,
  },
});

const role = (...Statement: object[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: { RoleName: 'clerk', Policies: [{ PolicyDocument: { Statement } }] },
});

const RESOURCES = {
  Orders: table('orders'),
  Invoices: table('invoices'),
  Name: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/app/name', Type: 'String', Value: 'a' } },
  Secret: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/app/secret', Type: 'String', Value: 'b' } },
  ClerkRole: role(
    allow(['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem'], TABLE('orders')),
    allow('dynamodb:Query', `${TABLE('orders')}/index/by-day`),
    allow(
      STREAM,
      MODEL('vendor.small-v1:0'),
      PROFILE,
      MODEL('vendor.routed-v1:0'),
      MODEL('vendor.routed-v1:0', 'us-east-2'),
    ),
    allow('bedrock:InvokeModel', MODEL('vendor.whole-v1:0')),
    allow('lambda:InvokeFunction', FUNCTION('helper')),
    allow('ssm:GetParameter', PARAMETER('name')),
  ),
  Clerk: lambdaFunction('clerk-run', 'ClerkRole'),
  NobodyRole: { Type: 'AWS::IAM::Role', Properties: { Policies: [] } },
  Helper: lambdaFunction('helper', 'NobodyRole'),
};

const Key = { id: { S: '1' } };
const query = (TableName: string, attribute: string) => ({
  TableName,
  IndexName: `by-${attribute}`,
  KeyConditionExpression: `#a = :a`,
  ExpressionAttributeNames: { '#a': attribute },
  ExpressionAttributeValues: { ':a': { S: 'x' } },
});
const ask = (modelId: string) => ({ modelId, messages: [{ role: 'user', content: [{ text: 'Hi' }] }] });

type Call = readonly [client: readonly string[], command: string, input: object];

const READ_ORDER: Call = [DYNAMODB, 'GetItemCommand', { TableName: 'orders', Key }];

const ALLOWED: readonly (readonly [string, ...Call])[] = [
  ['an action on the table', ...READ_ORDER],
  ['a granted index', DYNAMODB, 'QueryCommand', query('orders', 'day')],
  ['a model, streamed', BEDROCK, 'ConverseStreamCommand', ask('vendor.small-v1:0')],
  ['a model, whole', BEDROCK, 'ConverseCommand', ask('vendor.whole-v1:0')],
  ['a function', LAMBDA, 'InvokeCommand', { FunctionName: 'helper', InvocationType: 'DryRun' }],
  ['a parameter', SSM, 'GetParameterCommand', { Name: '/app/name' }],
];

const REFUSED: readonly (readonly [string, ...Call, status: number, action: string, resource: string])[] = [
  [
    'an action that is missing',
    DYNAMODB,
    'DeleteItemCommand',
    { TableName: 'orders', Key },
    400,
    'dynamodb:DeleteItem',
    TABLE('orders'),
  ],
  [
    'the right action on another table',
    DYNAMODB,
    'GetItemCommand',
    { TableName: 'invoices', Key },
    400,
    'dynamodb:GetItem',
    TABLE('invoices'),
  ],
  [
    'an index of the table that is not granted',
    DYNAMODB,
    'QueryCommand',
    query('orders', 'town'),
    400,
    'dynamodb:Query',
    `${TABLE('orders')}/index/by-town`,
  ],
  [
    'the same index of another table',
    DYNAMODB,
    'QueryCommand',
    query('invoices', 'day'),
    400,
    'dynamodb:Query',
    `${TABLE('invoices')}/index/by-day`,
  ],
  [
    'an index with an action that only the table has',
    DYNAMODB,
    'ScanCommand',
    { TableName: 'orders', IndexName: 'by-day' },
    400,
    'dynamodb:Scan',
    `${TABLE('orders')}/index/by-day`,
  ],
  [
    'one member of a transaction',
    DYNAMODB,
    'TransactWriteItemsCommand',
    {
      TransactItems: [{ Put: { TableName: 'orders', Item: Key } }, { Put: { TableName: 'invoices', Item: Key } }],
    },
    400,
    'dynamodb:PutItem',
    TABLE('invoices'),
  ],
  [
    "another model's ARN",
    BEDROCK,
    'ConverseStreamCommand',
    ask('vendor.large-v1:0'),
    403,
    STREAM,
    MODEL('vendor.large-v1:0'),
  ],
  [
    'streaming from a model that is granted without it',
    BEDROCK,
    'ConverseStreamCommand',
    ask('vendor.whole-v1:0'),
    403,
    STREAM,
    MODEL('vendor.whole-v1:0'),
  ],
  [
    'a whole answer of a model that is granted for streaming',
    BEDROCK,
    'ConverseCommand',
    ask('vendor.small-v1:0'),
    403,
    'bedrock:InvokeModel',
    MODEL('vendor.small-v1:0'),
  ],
  [
    'an inference profile that routes to a region which is not granted',
    BEDROCK,
    'ConverseStreamCommand',
    ask('us.vendor.routed-v1:0'),
    403,
    STREAM,
    MODEL('vendor.routed-v1:0', 'us-west-2'),
  ],
  [
    'another function',
    LAMBDA,
    'InvokeCommand',
    { FunctionName: 'clerk-run', InvocationType: 'Event' },
    403,
    'lambda:InvokeFunction',
    FUNCTION('clerk-run'),
  ],
  [
    'another parameter',
    SSM,
    'GetParameterCommand',
    { Name: '/app/secret' },
    400,
    'ssm:GetParameter',
    PARAMETER('secret'),
  ],
];

const { run, progress } = await useApp(
  RESOURCES,
  { caller: CALLER },
  {
    model: { respond: () => ({ content: [{ text: 'Hello.' }] }) },
  },
);

const call = (logicalId: string, [client, command, input]: Call) =>
  run.lambda.invoke(logicalId, { client, command, input }, { type: 'RequestResponse' });

describe('a running function', () => {
  test.each(ALLOWED)('is served %s that its role allows', async (_name, ...request) => {
    expect(await call('Clerk', request)).toEqual({ allowed: true });
  });

  test.each(REFUSED)('is refused %s', async (_name, client, command, input, status, action, resource) => {
    expect(await call('Clerk', [client, command, input])).toEqual({
      name: 'AccessDeniedException',
      message: `User: arn:aws:sts::000000000000:assumed-role/clerk/clerk-run is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
      status,
      fault: 'client',
    });
    expect(progress.at(-1)).toBe(`refused: Clerk may not ${action} on ${resource}`);
  });

  test('has its own role: what one may, another may not', async () => {
    expect(await call('Helper', READ_ORDER)).toMatchObject({ name: 'AccessDeniedException' });
    expect(progress.at(-1)).toBe(`refused: Helper may not dynamodb:GetItem on ${TABLE('orders')}`);
  });
});

test('a function whose role does not allow logs runs, and its log says only why it is empty', async () => {
  expect(await call('Clerk', [SSM, 'GetParameterCommand', { Name: '/app/name' }])).toEqual({ allowed: true });
  const lines = (await (await fetch(`${run.address}/_local/logs/Clerk`)).json()) as string[];
  expect(lines).toEqual([
    expect.stringMatching(
      /^User: .*assumed-role\/clerk\/clerk-run is not authorized to perform: logs:CreateLogGroup on resource: arn:aws:logs:us-east-1:000000000000:log-group:\/aws\/lambda\/clerk-run:log-stream: /,
    ),
  ]);
  expect(progress.filter((line) => line.startsWith('logs of Clerk'))).toEqual([
    `logs of Clerk are not kept: ${lines[0]}`,
  ]);
});
