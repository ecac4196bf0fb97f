import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, test } from '@jest/globals';
import { afterTest } from '../after-test.fixture.ts';
import { startSdkEndpoint } from '../endpoint/index.ts';
import type { Caller } from '../sdk-service.ts';
import { createSqs } from './index.ts';

const ARN = 'arn:aws:sqs:us-east-1:111122223333:parcels';
const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/111122223333/parcels';

/** A queue behind a real client, and the time of day that it sees. */
async function startQueue(properties: object = {}, statements?: Caller['statements']) {
  const time = { aheadMs: 0 };
  const endpoint = await startSdkEndpoint({ services: [] });
  const sqs = createSqs({
    region: 'us-east-1',
    accountId: '111122223333',
    endpointUrl: endpoint.url,
    resources: [
      {
        stackName: 'App',
        logicalId: 'Parcels',
        type: 'AWS::SQS::Queue',
        ref: QueueUrl,
        attributes: { Arn: ARN, QueueName: 'parcels' },
        properties: { ...properties },
      },
    ],
    now: () => Date.now() + time.aheadMs,
  });
  endpoint.serve(sqs);
  const client = new SQSClient({
    region: 'us-east-1',
    endpoint: endpoint.url,
    credentials: endpoint.registerCaller({ name: 'Fn', arn: 'arn:fn', statements }),
  });
  afterTest(async () => {
    client.destroy();
    await sqs.close();
    await endpoint.close();
  });
  const receive = async (input: object = {}) =>
    (await client.send(new ReceiveMessageCommand({ QueueUrl, ...input }))).Messages ?? [];
  const counts = async () => {
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    return [
      Attributes?.ApproximateNumberOfMessages,
      Attributes?.ApproximateNumberOfMessagesNotVisible,
      Attributes?.ApproximateNumberOfMessagesDelayed,
    ].map(Number);
  };
  return { client, time, sqs, receive, counts, url: endpoint.url };
}

describe('a queue', () => {
  test('gives a message to one receiver, with what the sender said of it, until it is deleted', async () => {
    const { client, receive, counts } = await startQueue();
    const { MessageId } = await client.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: 'grüße',
        MessageAttributes: { Depot: { DataType: 'String', StringValue: 'Frankfurt' } },
      }),
    );
    const [message] = await receive({ MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] });
    expect(message).toMatchObject({
      MessageId,
      Body: 'grüße',
      MessageAttributes: { Depot: { DataType: 'String', StringValue: 'Frankfurt' } },
      Attributes: { ApproximateReceiveCount: '1', SentTimestamp: expect.stringMatching(/^\d{13}$/) },
    });
    expect([await receive(), await counts()]).toEqual([[], [0, 1, 0]]);
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    expect(await counts()).toEqual([0, 0, 0]);
  });

  test('gives it again after the visibility timeout, or when the receiver puts it back', async () => {
    const { client, time, receive } = await startQueue({ VisibilityTimeout: 60 });
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    const [first] = await receive();
    time.aheadMs = 59_000;
    expect(await receive()).toEqual([]);
    time.aheadMs = 61_000;
    const [second] = await receive({ MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
    expect([second?.MessageId, second?.Attributes]).toEqual([first?.MessageId, { ApproximateReceiveCount: '2' }]);
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
    const { ReceiptHandle } = second ?? {};
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    expect(await receive()).toHaveLength(1);
    await expect(
      client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 })),
    ).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
  });

  test('holds a delayed message back, forgets an old one, and all of them when it is purged', async () => {
    const { client, time, counts } = await startQueue({ DelaySeconds: '10', MessageRetentionPeriod: 100 });
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later' }));
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'now', DelaySeconds: 0 }));
    expect(await counts()).toEqual([1, 0, 1]);
    time.aheadMs = 11_000;
    expect(await counts()).toEqual([2, 0, 0]);
    time.aheadMs = 101_000;
    expect(await counts()).toEqual([0, 0, 0]);
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'again', DelaySeconds: 0 }));
    await client.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await counts()).toEqual([0, 0, 0]);
  });

  test('lets a receiver wait for a message, and gives many at once', async () => {
    const { sqs, receive } = await startQueue();
    const waiting = receive({ WaitTimeSeconds: 10 });
    setTimeout(() => sqs.send(ARN, 'came late'), 60);
    const startedAt = performance.now();
    expect((await waiting).map(({ Body }) => Body)).toEqual(['came late']);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    for (const body of ['a', 'b', 'c']) sqs.send(ARN, body);
    expect((await receive({ MaxNumberOfMessages: 10 })).map(({ Body }) => Body)).toEqual(['a', 'b', 'c']);
  });

  test('has an address that a client can take as its endpoint', async () => {
    const { client, url } = await startQueue();
    const { QueueUrl: address } = await client.send(new GetQueueUrlCommand({ QueueName: 'parcels' }));
    expect(address).toBe(`${url}/111122223333/parcels`);
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: address, AttributeNames: ['QueueArn'] }),
    );
    expect(Attributes).toEqual({ QueueArn: ARN });
  });
});

describe('a call of SQS is refused', () => {
  test('by the names that AWS has for it', async () => {
    const { client } = await startQueue({ MaximumMessageSize: 1_024 });
    const other = 'https://sqs.us-east-1.amazonaws.com/111122223333/other';
    await expect(client.send(new ReceiveMessageCommand({ QueueUrl: other }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
    for (const input of [
      { MessageBody: 'x'.repeat(1_025) },
      { MessageBody: 'x', DelaySeconds: 901 },
      { MessageBody: '' },
    ]) {
      await expect(client.send(new SendMessageCommand({ QueueUrl, ...input }))).rejects.toMatchObject({
        name: 'InvalidParameterValue',
      });
    }
    await expect(client.send(new ListQueuesCommand({}))).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });

  test('where the role does not allow it on this queue', async () => {
    const { client, receive } = await startQueue({}, [
      { Effect: 'Allow', Action: 'sqs:ReceiveMessage', Resource: ARN },
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: `${ARN}-2` },
    ]);
    expect(await receive()).toEqual([]);
    await expect(client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(`is not authorized to perform: sqs:SendMessage on resource: ${ARN} because`),
    });
  });
});
