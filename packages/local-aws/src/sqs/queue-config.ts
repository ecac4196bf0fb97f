import { numberAt } from '../json.ts';
import type { Resource } from '../resource.ts';

/** A queue of the app with the defaults that SQS gives it. */
export interface QueueConfig {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly delaySeconds: number;
  readonly visibilityTimeoutSeconds: number;
  readonly retentionSeconds: number;
  readonly receiveWaitSeconds: number;
  readonly maxMessageBytes: number;
  readonly isFifo: boolean;
}

/**
 * The queues among an app's resources.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html
 */
export function queueConfigs(resources: readonly Resource[]): readonly QueueConfig[] {
  return resources
    .filter(({ type }) => type === 'AWS::SQS::Queue')
    .map(({ logicalId, attributes, properties }) => ({
      logicalId,
      name: attributes.QueueName ?? '',
      arn: attributes.Arn ?? '',
      delaySeconds: numberAt(properties, 'DelaySeconds', 0),
      visibilityTimeoutSeconds: numberAt(properties, 'VisibilityTimeout', 30),
      retentionSeconds: numberAt(properties, 'MessageRetentionPeriod', 4 * 24 * 3_600),
      receiveWaitSeconds: numberAt(properties, 'ReceiveMessageWaitTimeSeconds', 0),
      maxMessageBytes: numberAt(properties, 'MaximumMessageSize', 1024 * 1024),
      isFifo: String(properties.FifoQueue) === 'true',
    }));
}
