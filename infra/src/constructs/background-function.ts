import { Duration, Validations } from 'aws-cdk-lib';
import { Grant, type IGrantable, type IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IDestination } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { NodeFunction, type NodeFunctionProps } from './node-function.ts';

/** As often as Lambda tries again at most, after one minute and after two. */
const RETRIES = 2;

/** Work that could not even begin for so long is handed to people. */
const MAX_EVENT_AGE = Duration.hours(1);

/** As long as SQS keeps a message at most. */
const FAILURE_RETENTION = Duration.days(14);

/**
 * A function that is invoked asynchronously and that nobody waits for. What fails for good goes to a queue, with its
 * event and why; without one, Lambda would drop it silently.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export class BackgroundFunction extends Construct implements IGrantable {
  readonly functionName: string;
  readonly failures: Queue;
  readonly grantPrincipal: IPrincipal;
  private readonly functionArn: string;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    this.failures = new Queue(this, 'Failures', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: FAILURE_RETENTION,
    });
    Validations.of(this.failures).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is where failed work ends: people read it, and no consumer gives its messages back.',
    });

    const target = new NodeFunction(this, 'Handler', props);
    target.function.configureAsyncInvoke({
      retryAttempts: RETRIES,
      maxEventAge: MAX_EVENT_AGE,
      onFailure: this.failureDestination(target),
    });
    this.functionName = target.function.functionName;
    this.functionArn = target.function.functionArn;
    this.grantPrincipal = target.grantPrincipal;
  }

  /** Lets another function hand work over; no version and no alias of this one. */
  grantInvoke(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({ grantee, actions: ['lambda:InvokeFunction'], resourceArns: [this.functionArn] });
  }

  /** As `SqsDestination`, which would also let the function read the queue's address and attributes. */
  private failureDestination(grantee: IGrantable): IDestination {
    const { queueArn } = this.failures;
    return {
      bind: () => {
        Grant.addToPrincipal({ grantee, actions: ['sqs:SendMessage'], resourceArns: [queueArn] });
        return { destination: queueArn };
      },
    };
  }
}
