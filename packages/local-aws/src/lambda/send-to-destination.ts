import type { Permission } from '../sdk-service.ts';
import type { FunctionConfig } from './function-config.ts';
import type { AsyncFailure, LambdaHost } from './lambda-host.ts';

/** Puts a message into a queue; `undefined` where there is no such queue, else its logical id. */
type SendToQueue = (
  queueArn: string,
  body: string,
  attributes?: Readonly<Record<string, { readonly DataType: string; readonly StringValue: string }>>,
) => string | undefined;

/** Where failed invocations can go. */
export interface DestinationTargets {
  readonly host: Pick<LambdaHost, 'find' | 'invoke'>;
  readonly sendToQueue: SendToQueue;
  /** Whether the function's role allows it: Lambda sends with that role. */
  mayCall(config: FunctionConfig, permission: Permission): boolean;
  /** The time of day in milliseconds since the epoch. */
  now(): number;
}

/** Longest error text in a dead letter, in characters. */
const MAX_ERROR_MESSAGE_LENGTH = 1_024;

/**
 * Hands an asynchronous invocation that failed for good to its on-failure destination (a function or a queue) and to its
 * dead-letter queue.
 *
 * @param report - told one line for each such failure, also where its destination is not served here
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export function sendToDestination(
  targets: DestinationTargets,
  failure: AsyncFailure,
  report: (line: string) => void,
): void {
  const { config, attempts } = failure;
  const { onFailureArn, deadLetterArn } = config;
  const ways = [
    ...(onFailureArn === undefined ? [] : [sendRecord(targets, failure, onFailureArn)]),
    ...(deadLetterArn === undefined ? [] : [sendDeadLetter(targets, failure, deadLetterArn)]),
  ];
  const where = ways.length === 0 ? 'dropped: it has no on-failure destination' : ways.join(' and ');
  report(`asynchronous invocation of ${config.logicalId} failed ${attempts} times and is ${where}`);
}

/** @returns what became of it, in words */
function sendRecord(targets: DestinationTargets, failure: AsyncFailure, arn: string): string {
  const { host, now } = targets;
  const record = failureRecord(failure, now());
  const destination = host.find(arn);
  if (destination === undefined) return sendMessage(targets, failure, { arn, body: JSON.stringify(record) });
  const refusal = refused(targets, failure.config, { action: 'lambda:InvokeFunction', resource: arn });
  if (refusal !== undefined) return refusal;
  host.invoke(destination.name, record, { type: 'Event' }).catch(() => undefined);
  return `sent to ${destination.logicalId}`;
}

/** A dead letter is the event itself, with what went wrong as attributes. */
function sendDeadLetter(targets: DestinationTargets, failure: AsyncFailure, arn: string): string {
  const { requestId, payload, error } = failure;
  const message = error.message.slice(0, MAX_ERROR_MESSAGE_LENGTH);
  return sendMessage(targets, failure, {
    arn,
    body: JSON.stringify(payload ?? null),
    attributes: {
      RequestID: { DataType: 'String', StringValue: requestId },
      ErrorCode: { DataType: 'Number', StringValue: '200' },
      ErrorMessage: { DataType: 'String', StringValue: message },
    },
  });
}

interface QueueMessage {
  readonly arn: string;
  readonly body: string;
  readonly attributes?: Parameters<SendToQueue>[2];
}

function sendMessage(targets: DestinationTargets, { config }: AsyncFailure, message: QueueMessage): string {
  const { arn, body, attributes } = message;
  const refusal = arn.includes(':sqs:')
    ? refused(targets, config, { action: 'sqs:SendMessage', resource: arn })
    : undefined;
  if (refusal !== undefined) return refusal;
  const queue = targets.sendToQueue(arn, body, attributes);
  return queue === undefined ? `dropped: ${arn} is not served here` : `sent to ${queue}`;
}

function refused(targets: DestinationTargets, config: FunctionConfig, permission: Permission): string | undefined {
  return targets.mayCall(config, permission)
    ? undefined
    : `dropped: its role may not ${permission.action} on ${permission.resource}`;
}

function failureRecord({ config, requestId, payload, error, attempts }: AsyncFailure, now: number): unknown {
  return {
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId,
      functionArn: `${config.arn}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: attempts,
    },
    requestPayload: payload,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: error.errorType, errorMessage: error.message },
  };
}
