import { decide, refusalMessage } from '../iam/index.ts';
import type { Caller, Permission } from '../sdk-service.ts';
import type { FunctionConfig } from './function-config.ts';
import { logStreamName } from './log-stream-name.ts';

/** Which log {@link logRefusal} is asked about. */
export interface LogTarget extends Pick<FunctionConfig, 'region' | 'accountId' | 'logGroupName'> {
  /** The app declares the log group; Lambda makes any other one itself, with the function's role. */
  readonly isGroupDeclared: boolean;
}

/**
 * AWS's sentence for a function whose role may not write its log, or `undefined` where it may.
 *
 * Logs reach CloudWatch with the role of the function: it creates the log group where there is none, then a stream for
 * each environment, and puts lines into that stream. IAM asks for `<group>:log-stream:` and the stream's name, which is
 * empty for the group itself; a grant on the group's ARN therefore ends in `:*`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html#monitoring-cloudwatchlogs-prereqs
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
 */
export function logRefusal(caller: Caller, target: LogTarget): string | undefined {
  const { statements } = caller;
  if (statements === undefined) return undefined;
  for (const permission of permissions(target)) {
    const decision = decide(statements, permission);
    if (decision !== 'allowed') return refusalMessage(caller, permission, decision);
  }
  return undefined;
}

function permissions({ region, accountId, logGroupName, isGroupDeclared }: LogTarget): readonly Permission[] {
  const group = `arn:aws:logs:${region}:${accountId}:log-group:${logGroupName}:log-stream:`;
  const stream = `${group}${logStreamName()}`;
  return [
    ...(isGroupDeclared ? [] : [{ action: 'logs:CreateLogGroup', resource: group }]),
    { action: 'logs:CreateLogStream', resource: stream },
    { action: 'logs:PutLogEvents', resource: stream },
  ];
}
