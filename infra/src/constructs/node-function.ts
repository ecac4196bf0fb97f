import { Duration, Validations } from 'aws-cdk-lib';
import { type IGrantable, type IPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { functionCode } from '../bundling/function-code.ts';
import { dataProtection } from '../data-protection.ts';
import { broughtProviders, type StageConfig } from '../stage-config.ts';

/** Every deployed function, by the folder of its entry point in packages/functions/src. */
export const FUNCTION_NAMES = [
  'stream-coach-conversation',
  'stream-coach-creator-session',
  'stream-persona-chat',
  'process-turn',
  'build-coach-config',
  'sweep-builds',
  'delete-user-data',
  'sweep-user-deletions',
  'coach-api',
  'add-user-id-claim',
] as const;

/** The name of a function; it is also the `service` of its logs and metrics. */
export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** What a {@link NodeFunction} needs. */
export interface NodeFunctionProps {
  readonly stage: StageConfig;
  /** Its folder in packages/functions/src, whose `handler.ts` exports `handler`. */
  readonly name: FunctionName;
  readonly description: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment?: Record<string, string>;
}

/**
 * A Lambda function as every function of this project is: Node.js 24 on arm64, minified ES modules with the AWS SDK
 * inside, its own log group, and a role that may write that log and nothing else until something is granted.
 */
export class NodeFunction extends Construct implements IGrantable {
  readonly function: LambdaFunction;
  readonly grantPrincipal: IPrincipal;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const { stage } = props;

    const logGroup = new LogGroup(this, 'Logs', {
      retention: stage.logRetentionDays,
      removalPolicy: dataProtection(stage.data).removalPolicy,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);

    this.function = new LambdaFunction(this, 'Function', {
      code: functionCode(props.name, broughtProviders(stage)),
      handler: 'index.handler',
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: Duration.seconds(props.timeoutSeconds),
      role,
      logGroup,
      tracing: stage.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      environment: {
        POWERTOOLS_SERVICE_NAME: props.name,
        POWERTOOLS_METRICS_NAMESPACE: 'CoachStream',
        POWERTOOLS_LOG_LEVEL: stage.logLevel,
        ...props.environment,
      },
    });
    this.grantPrincipal = this.function.grantPrincipal;

    if (stage.tracing) {
      Validations.of(role).acknowledge({
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'xray:PutTraceSegments and xray:PutTelemetryRecords have no resource-level permissions.',
      });
    }
  }
}
