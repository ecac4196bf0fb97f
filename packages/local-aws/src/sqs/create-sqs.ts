import { isJsonObject, type JsonObject, stringAt } from '../json.ts';
import type { Resource } from '../resource.ts';
import type { SdkRequest, SdkService } from '../sdk-service.ts';
import { OPERATIONS } from './operations.ts';
import { type MessageAttributes, Queue } from './queue.ts';
import { queueConfigs } from './queue-config.ts';
import { SqsError, writeSqsError } from './sqs-error.ts';

/** What SQS starts with. */
export interface SqsOptions {
  readonly region: string;
  readonly accountId: string;
  /** Where SDK clients find it: the begin of a queue's address. */
  readonly endpointUrl: string;
  /** The app's resources: its queues are served, others are passed over. */
  readonly resources: readonly Resource[];
  /** The time of day in milliseconds since the epoch. */
  now(): number;
}

/** SQS as an SDK service, and as other services of AWS put messages into it. */
export interface Sqs extends SdkService {
  /**
   * Puts a message into a queue.
   *
   * @returns the queue's logical id; `undefined` where no queue of the app has this ARN
   */
  send(queueArn: string, body: string, attributes?: MessageAttributes): string | undefined;
  /** The app's queues as they are now. */
  list(): readonly ListedQueue[];
}

/** A queue, and what is in it. */
export interface ListedQueue {
  readonly logicalId: string;
  readonly arn: string;
  /** Messages that wait to be received, are with a receiver, or are delayed. */
  readonly messages: number;
}

/**
 * SQS over the template's `AWS::SQS::Queue` resources, in memory: what is in them is gone after the run.
 *
 * Served: SendMessage, ReceiveMessage with long polls, DeleteMessage, ChangeMessageVisibility, GetQueueAttributes,
 * GetQueueUrl, PurgeQueue. Errors: `QueueDoesNotExist`, `InvalidParameterValue`, `ReceiptHandleIsInvalid`,
 * `AccessDeniedException` (to SDK clients `AccessDenied`); `UnknownOperationException` for any other operation.
 */
export function createSqs({ region, accountId, endpointUrl, resources, now }: SqsOptions): Sqs {
  const queues = new Map(queueConfigs(resources).map((config) => [config.arn, new Queue(config, now)]));
  let isClosed = false;

  /** The ARN of the queue that a call names, whether there is one or not. */
  const arnOf = (input: JsonObject): string => {
    const name = stringAt(input, 'QueueName');
    if (name !== undefined) {
      return `arn:aws:sqs:${region}:${stringAt(input, 'QueueOwnerAWSAccountId') ?? accountId}:${name}`;
    }
    const [account, queueName] = pathOf(stringAt(input, 'QueueUrl') ?? '')
      .split('/')
      .slice(-2);
    return queueName === undefined ? '*' : `arn:aws:sqs:${region}:${account}:${queueName}`;
  };

  return {
    signingNames: ['sqs'],
    targetPrefixes: ['AmazonSQS'],
    permissions: (request) => [{ action: `sqs:${operationOf(request)}`, resource: arnOf(inputOf(request)) }],
    deny: (response, message) => writeSqsError(response, 'AccessDeniedException', message),
    handle: async (request, response) => {
      try {
        const name = operationOf(request);
        const input = inputOf(request);
        const operation = OPERATIONS[name];
        if (operation === undefined) {
          throw new SqsError('UnknownOperationException', `SQS's ${name} is not served here`);
        }
        const queue = queues.get(arnOf(input));
        if (queue === undefined) throw new SqsError('QueueDoesNotExist', 'The specified queue does not exist.');
        const queueUrl = `${endpointUrl}/${queue.config.arn.split(':').slice(-2).join('/')}`;
        const output = await operation(input, { queue, queueUrl, isOver: () => isClosed || response.destroyed });
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
        response.end(JSON.stringify(output));
      } catch (error) {
        if (!(error instanceof SqsError)) throw error;
        writeSqsError(response, error.code, error.message);
      }
    },
    close: async () => {
      isClosed = true;
    },
    list: () =>
      [...queues.values()].map((queue) => {
        const { logicalId, arn } = queue.config;
        const { visible, inFlight, delayed } = queue.counts();
        return { logicalId, arn, messages: visible + inFlight + delayed };
      }),
    send: (queueArn, body, attributes = {}) => {
      const queue = queues.get(queueArn);
      queue?.send(body, attributes);
      return queue?.config.logicalId;
    },
  };
}

function pathOf(queueUrl: string): string {
  return URL.canParse(queueUrl) ? new URL(queueUrl).pathname : queueUrl;
}

function operationOf({ headers }: SdkRequest): string {
  return String(headers['x-amz-target']).split('.').at(-1) ?? '';
}

function inputOf({ body }: SdkRequest): JsonObject {
  const input: unknown = JSON.parse(body.toString('utf8'));
  if (!isJsonObject(input)) throw new TypeError('An SQS request is a JSON object');
  return input;
}
