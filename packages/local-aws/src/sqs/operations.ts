import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod/mini';
import { checkSchema } from '../check-schema.ts';
import type { JsonObject } from '../json.ts';
import type { Message, Queue } from './queue.ts';
import { SqsError } from './sqs-error.ts';

/** How often a long poll looks for a message, in milliseconds. */
const POLL_INTERVAL_MS = 20;

/** What an operation acts on. */
export interface OperationContext {
  readonly queue: Queue;
  /** The queue's address here. */
  readonly queueUrl: string;
  /** True once the caller is gone, or the run ends. */
  isOver(): boolean;
}

/** One operation of SQS on one queue. Errors: SqsError. */
export type Operation = (input: JsonObject, context: OperationContext) => JsonObject | Promise<JsonObject>;

const attributeSchema = z.object({
  DataType: z.string(),
  StringValue: z.optional(z.string()),
  BinaryValue: z.optional(z.string()),
});
const sendSchema = z.object({
  MessageBody: z.string().check(z.minLength(1)),
  DelaySeconds: z.optional(z.int().check(z.minimum(0), z.maximum(900))),
  MessageAttributes: z.optional(z.record(z.string(), attributeSchema)),
});
const namesSchema = z.optional(z.array(z.string()));
const receiveSchema = z.object({
  MaxNumberOfMessages: z.optional(z.int().check(z.minimum(1), z.maximum(10))),
  VisibilityTimeout: z.optional(z.int().check(z.minimum(0), z.maximum(43_200))),
  WaitTimeSeconds: z.optional(z.int().check(z.minimum(0), z.maximum(20))),
  MessageAttributeNames: namesSchema,
  MessageSystemAttributeNames: namesSchema,
  AttributeNames: namesSchema,
});
const handleSchema = z.object({ ReceiptHandle: z.string().check(z.minLength(1)) });
const visibilitySchema = z.extend(handleSchema, { VisibilityTimeout: z.int().check(z.minimum(0), z.maximum(43_200)) });
const attributesSchema = z.object({ AttributeNames: namesSchema });

/**
 * The operations that are served here.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
 */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  SendMessage: (input, { queue }) => {
    const { MessageBody, DelaySeconds, MessageAttributes = {} } = read(sendSchema, input);
    const { maxMessageBytes } = queue.config;
    if (Buffer.byteLength(MessageBody) > maxMessageBytes) {
      throw invalidParameter(`Message must be shorter than ${maxMessageBytes} bytes.`);
    }
    return { MessageId: queue.send(MessageBody, MessageAttributes, DelaySeconds), MD5OfMessageBody: md5(MessageBody) };
  },
  ReceiveMessage: async (input, { queue, isOver }) => {
    const wanted = read(receiveSchema, input);
    const waitMs = (wanted.WaitTimeSeconds ?? queue.config.receiveWaitSeconds) * 1_000;
    const take = () => queue.receive(wanted.MaxNumberOfMessages ?? 1, wanted.VisibilityTimeout);
    const until = performance.now() + waitMs;
    let messages = take();
    while (messages.length === 0 && performance.now() < until) {
      await delay(POLL_INTERVAL_MS);
      if (isOver()) return {};
      messages = take();
    }
    const systemNames = [...(wanted.MessageSystemAttributeNames ?? []), ...(wanted.AttributeNames ?? [])];
    const names = wanted.MessageAttributeNames ?? [];
    return messages.length === 0
      ? {}
      : { Messages: messages.map((message) => toOutput(message, { names, systemNames })) };
  },
  DeleteMessage: (input, { queue }) => {
    queue.delete(read(handleSchema, input).ReceiptHandle);
    return {};
  },
  ChangeMessageVisibility: (input, { queue }) => {
    const { ReceiptHandle, VisibilityTimeout } = read(visibilitySchema, input);
    if (queue.changeVisibility(ReceiptHandle, VisibilityTimeout)) return {};
    throw new SqsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
  },
  GetQueueAttributes: (input, { queue }) => {
    const { AttributeNames = [] } = read(attributesSchema, input);
    const attributes = picked(queueAttributes(queue), AttributeNames);
    return Object.keys(attributes).length === 0 ? {} : { Attributes: attributes };
  },
  GetQueueUrl: (_input, { queueUrl }) => ({ QueueUrl: queueUrl }),
  PurgeQueue: (_input, { queue }) => {
    queue.purge();
    return {};
  },
};

function toOutput(
  message: Message,
  { names, systemNames }: Readonly<Record<'names' | 'systemNames', readonly string[]>>,
): JsonObject {
  const system = picked(
    {
      ApproximateReceiveCount: String(message.receiveCount),
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
      SentTimestamp: String(message.sentAt),
    },
    systemNames,
  );
  const attributes = picked(message.attributes, names);
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(Object.keys(system).length > 0 && { Attributes: system }),
    ...(Object.keys(attributes).length > 0 && { MessageAttributes: attributes }),
  };
}

function queueAttributes(queue: Queue): Readonly<Record<string, string>> {
  const { config, createdAt } = queue;
  const { visible, inFlight, delayed } = queue.counts();
  const createdSeconds = String(Math.floor(createdAt / 1_000));
  return {
    QueueArn: config.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: createdSeconds,
    LastModifiedTimestamp: createdSeconds,
    DelaySeconds: String(config.delaySeconds),
    MaximumMessageSize: String(config.maxMessageBytes),
    MessageRetentionPeriod: String(config.retentionSeconds),
    ReceiveMessageWaitTimeSeconds: String(config.receiveWaitSeconds),
    VisibilityTimeout: String(config.visibilityTimeoutSeconds),
  };
}

/** The members that are asked for: by name, by a prefix that ends in `.*`, or all. */
function picked<Value>(all: Readonly<Record<string, Value>>, names: readonly string[]): Record<string, Value> {
  const isWanted = (name: string): boolean =>
    names.some(
      (wanted) =>
        ['All', '.*', name].includes(wanted) || (wanted.endsWith('.*') && name.startsWith(wanted.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(all).filter(([name]) => isWanted(name)));
}

function read<Schema extends z.core.$ZodType>(schema: Schema, input: JsonObject): z.output<Schema> {
  const checked = checkSchema(schema, input);
  if ('problems' in checked) throw invalidParameter(checked.problems.join('; '));
  return checked.value;
}

function invalidParameter(reason: string): SqsError {
  return new SqsError('InvalidParameterValue', `One or more parameters are invalid. Reason: ${reason}`);
}

/** SDK clients compare it with what they sent or got. */
function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
