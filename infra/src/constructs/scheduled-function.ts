import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IGrantable, IPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { NodeFunction, type NodeFunctionProps } from './node-function.ts';

/** What a {@link ScheduledFunction} needs. */
export interface ScheduledFunctionProps extends NodeFunctionProps {
  readonly everyMinutes: number;
}

/**
 * A function that a schedule calls, with an empty event. A call that fails is not made again: the next one comes soon.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
 */
export class ScheduledFunction extends Construct implements IGrantable {
  readonly grantPrincipal: IPrincipal;

  constructor(scope: Construct, id: string, { everyMinutes, ...props }: ScheduledFunctionProps) {
    super(scope, id);
    const target = new NodeFunction(this, 'Handler', props);
    this.grantPrincipal = target.grantPrincipal;
    target.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(everyMinutes) });
    new Rule(this, 'Schedule', {
      description: props.description,
      schedule: Schedule.rate(Duration.minutes(everyMinutes)),
      targets: [new LambdaFunction(target.function, { event: RuleTargetInput.fromObject({}) })],
    });
  }
}
