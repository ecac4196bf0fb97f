import type { Assembly } from '../assembly/index.ts';
import { arrayAt, isJsonObject, objectAt, stringAt } from '../json.ts';
import type { Resource } from '../resource.ts';

/** Something that a schedule sends to. */
export interface ScheduleTarget {
  readonly arn: string;
  /** The role that the scheduler takes on; rules have none for functions. */
  readonly roleArn: string | undefined;
  /** JSON that the target gets instead of the event. */
  readonly input: string | undefined;
  /** Why it is not served here, where it is not. */
  readonly notServed: string | undefined;
}

/** A schedule of the app. */
export interface ScheduleConfig {
  readonly logicalId: string;
  readonly arn: string;
  /** A rule of EventBridge, or a schedule of EventBridge Scheduler. */
  readonly kind: 'rule' | 'schedule';
  /** As the template writes it, such as `rate(5 minutes)`. */
  readonly expression: string;
  readonly timezone: string;
  readonly isEnabled: boolean;
  /** Milliseconds since the epoch, between which it fires. */
  readonly startsAt: number;
  readonly endsAt: number;
  readonly targets: readonly ScheduleTarget[];
}

/**
 * The rules with a schedule and the schedules of an app.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-scheduler-schedule.html
 */
export function scheduleConfigs({ resources }: Pick<Assembly, 'resources'>): readonly ScheduleConfig[] {
  return resources.flatMap((resource) => {
    const expression = stringAt(resource.properties, 'ScheduleExpression');
    if (expression === undefined) return [];
    if (resource.type === 'AWS::Events::Rule') return [ruleConfig(resource, expression)];
    return resource.type === 'AWS::Scheduler::Schedule' ? [schedulerConfig(resource, expression)] : [];
  });
}

function ruleConfig({ logicalId, attributes, properties }: Resource, expression: string): ScheduleConfig {
  return {
    logicalId,
    arn: attributes.Arn ?? '',
    kind: 'rule',
    expression,
    timezone: 'UTC',
    isEnabled: stringAt(properties, 'State') !== 'DISABLED',
    startsAt: Number.NEGATIVE_INFINITY,
    endsAt: Number.POSITIVE_INFINITY,
    targets: arrayAt(properties, 'Targets').map((target) => ({
      arn: stringAt(target, 'Arn') ?? '',
      roleArn: undefined,
      input: stringAt(target, 'Input'),
      notServed: ['InputPath', 'InputTransformer'].find((name) => isJsonObject(target) && target[name] !== undefined),
    })),
  };
}

function schedulerConfig({ logicalId, attributes, properties }: Resource, expression: string): ScheduleConfig {
  const target = objectAt(properties, 'Target');
  return {
    logicalId,
    arn: attributes.Arn ?? '',
    kind: 'schedule',
    expression,
    timezone: stringAt(properties, 'ScheduleExpressionTimezone') ?? 'UTC',
    isEnabled: stringAt(properties, 'State') !== 'DISABLED',
    startsAt: timeOf(properties.StartDate) ?? Number.NEGATIVE_INFINITY,
    endsAt: timeOf(properties.EndDate) ?? Number.POSITIVE_INFINITY,
    targets: [
      {
        arn: stringAt(target, 'Arn') ?? '',
        roleArn: stringAt(target, 'RoleArn') ?? '',
        input: stringAt(target, 'Input'),
        notServed: undefined,
      },
    ],
  };
}

function timeOf(date: unknown): number | undefined {
  const time = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
