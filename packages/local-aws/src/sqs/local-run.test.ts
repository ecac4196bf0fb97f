import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, expect, test } from '@jest/globals';
import { useApp } from '../start-local-aws.fixture.ts';
import { arnOf, lambdaFunction, role } from '../template.fixture.ts';

const FAILING = `export const handler = async ({ key }) => { throw new Error('never ' + key); };`;

/** Sends to a queue by its address, with the SDK of the runtime and nothing but its environment. */
const SENDER = `
  import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
  const client = new SQSClient({ maxAttempts: 1 });
  export const handler = async ({ queue }) => {
    try {
      await client.send(new SendMessageCommand({ QueueUrl: process.env[queue], MessageBody: 'from a function' }));
      return 'sent';
    } catch ({ name }) {
      return name;
    }
  };`;

const maySendTo = (...queues: string[]) => ({
  Effect: 'Allow',
  Action: 'sqs:SendMessage',
  Resource: queues.map(arnOf),
});
const asyncConfig = (logicalId: string, destination: object) => ({
  Type: 'AWS::Lambda::EventInvokeConfig',
  Properties: {
    FunctionName: { Ref: logicalId },
    MaximumRetryAttempts: 1,
    DestinationConfig: { OnFailure: { Destination: destination } },
  },
});
const queue = { Type: 'AWS::SQS::Queue', Properties: {} };

const RESOURCES = {
  Failed: queue,
  Dead: queue,
  Forbidden: queue,
  BuilderRole: role(maySendTo('Failed', 'Dead'), { Effect: 'Allow', Action: 'logs:*', Resource: '*' }),
  Builder: lambdaFunction('failing', 'BuilderRole', { DeadLetterConfig: { TargetArn: arnOf('Dead') } }),
  BuilderConfig: asyncConfig('Builder', arnOf('Failed')),
  Barred: lambdaFunction('failing', 'BuilderRole'),
  BarredConfig: asyncConfig('Barred', arnOf('Forbidden')),
  SenderRole: role(maySendTo('Failed')),
  Sender: lambdaFunction('sender', 'SenderRole', {
    Environment: { Variables: { ALLOWED: { Ref: 'Failed' }, FORBIDDEN: { Ref: 'Forbidden' } } },
  }),
};

const { run, progress, refOf } = await useApp(
  RESOURCES,
  { failing: FAILING, sender: SENDER },
  { asyncRetryDelaysMs: [10] },
);
const client = new SQSClient({ region: 'us-east-1', endpoint: run.endpointUrl, credentials: run.operatorCredentials });
afterAll(() => client.destroy());

async function receive(logicalId: string) {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: refOf(logicalId),
      WaitTimeSeconds: 10,
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages[0];
}

test('an asynchronous invocation that failed for good goes to its queue, and its event to the dead letters', async () => {
  await run.lambda.invoke('Builder', { key: 'a' }, { type: 'Event' });
  const record: unknown = JSON.parse((await receive('Failed'))?.Body ?? '');
  const functionArn = run.lambda.find('Builder')?.arn;
  expect(record).toEqual({
    version: '1.0',
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    requestContext: {
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      functionArn: `${functionArn}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: 2,
    },
    requestPayload: { key: 'a' },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: 'Error', errorMessage: 'never a' },
  });
  const { requestId } = (record as { requestContext: { requestId: string } }).requestContext;
  expect(run.lambda.logs('Builder').filter((line) => line.startsWith(`START RequestId: ${requestId}`))).toHaveLength(2);
  expect(await receive('Dead')).toMatchObject({
    Body: '{"key":"a"}',
    MessageAttributes: {
      RequestID: { DataType: 'String', StringValue: requestId },
      ErrorCode: { DataType: 'Number', StringValue: '200' },
      ErrorMessage: { DataType: 'String', StringValue: 'never a' },
    },
  });
  expect(progress).toContain(
    'asynchronous invocation of Builder failed 2 times and is sent to Failed and sent to Dead',
  );
  // What was received and not deleted is in its queue.
  expect(await (await fetch(`${run.address}/_local/queues`)).json()).toEqual([
    { logicalId: 'Failed', arn: expect.stringContaining(':sqs:'), messages: 1 },
    { logicalId: 'Dead', arn: expect.stringContaining(':sqs:'), messages: 1 },
    { logicalId: 'Forbidden', arn: expect.stringContaining(':sqs:'), messages: 0 },
  ]);
});

test('it is dropped where the role of the function may not send it', async () => {
  await run.lambda.invoke('Barred', {}, { type: 'Event' });
  const told = () => progress.find((line) => line.startsWith('asynchronous invocation of Barred'));
  while (told() === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(told()).toMatch(/failed 2 times and is dropped: its role may not sqs:SendMessage on arn:aws:sqs:.*Forbidden/);
});

test('a function sends to the address of a queue, where its role allows it', async () => {
  const send = (name: string) => run.lambda.invoke('Sender', { queue: name }, { type: 'RequestResponse' });
  expect([await send('ALLOWED'), await send('FORBIDDEN')]).toEqual(['sent', 'AccessDenied']);
  expect((await receive('Failed'))?.Body).toBe('from a function');
});
