import { randomUUID } from 'node:crypto';
import type { AsyncFailure, LambdaHost } from './lambda-host.ts';

/**
 * Hands an asynchronous invocation that failed for good to its on-failure destination, where that is a function.
 *
 * @param report - told one line for each such failure, also where its destination is not served here
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export function sendToDestination(
  host: Pick<LambdaHost, 'find' | 'invoke'>,
  failure: AsyncFailure,
  report: (line: string) => void,
): void {
  const { config, attempts } = failure;
  const { onFailureArn } = config;
  const destination = onFailureArn === undefined ? undefined : host.find(onFailureArn);
  const where =
    onFailureArn === undefined
      ? 'dropped: it has no on-failure destination'
      : destination === undefined
        ? `dropped: ${onFailureArn} is not served here`
        : `sent to ${destination.logicalId}`;
  report(`asynchronous invocation of ${config.logicalId} failed ${attempts} times and is ${where}`);
  if (destination === undefined) return;
  host.invoke(destination.name, failureRecord(failure), { type: 'Event' }).catch(() => undefined);
}

function failureRecord({ config, payload, error, attempts }: AsyncFailure): unknown {
  return {
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: randomUUID(),
      functionArn: `${config.arn}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: attempts,
    },
    requestPayload: payload,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: error.errorType, errorMessage: error.message },
  };
}
