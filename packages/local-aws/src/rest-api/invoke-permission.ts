import { type Assembly, roleStatements } from '../assembly/index.ts';
import { decide } from '../iam/index.ts';
import { stringAt } from '../json.ts';
import type { PolicyStatement } from '../sdk-service.ts';

/** An invocation that API Gateway is about to make. */
export interface GatewayInvocation {
  /** Qualified where the integration names a version or an alias. */
  readonly functionArn: string;
  /** The integration's role, if it has one. */
  readonly credentials: string | undefined;
  /** Such as `arn:aws:execute-api:eu-west-1:111122223333:abcdefghij/prod/GET/users/{userId}`. */
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

const PRINCIPAL = 'apigateway.amazonaws.com';

/**
 * True where API Gateway may invoke a function: by the integration's role, else by an `AWS::Lambda::Permission` of that
 * function whose `SourceArn` the method's ARN fits.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html#apigateway-permissions
 */
export function mayInvoke(assembly: Pick<Assembly, 'resources'>, invocation: GatewayInvocation): boolean {
  const { functionArn, credentials, sourceArn, sourceAccount } = invocation;
  const statements =
    credentials === undefined
      ? permissionStatements(assembly, functionArn)
      : roleStatements(assembly, credentials).statements;
  const decision = decide(statements, {
    action: 'lambda:InvokeFunction',
    resource: functionArn,
    conditionValues: { 'aws:SourceArn': [sourceArn], 'aws:SourceAccount': [sourceAccount] },
  });
  return decision === 'allowed';
}

/** A function's resource policy as far as it is about API Gateway. */
function permissionStatements({ resources }: Pick<Assembly, 'resources'>, functionArn: string): PolicyStatement[] {
  const name = functionArn.split(':').slice(6).join(':');
  return resources
    .filter(({ type }) => type === 'AWS::Lambda::Permission')
    .filter(({ properties }) => [functionArn, name].includes(stringAt(properties, 'FunctionName') ?? ''))
    .filter(({ properties }) => [PRINCIPAL, '*'].includes(stringAt(properties, 'Principal') ?? ''))
    .map(({ properties }): PolicyStatement => {
      const sourceArn = stringAt(properties, 'SourceArn');
      const sourceAccount = stringAt(properties, 'SourceAccount');
      return {
        Effect: 'Allow',
        Action: stringAt(properties, 'Action') ?? '',
        Resource: functionArn,
        Condition: {
          ...(sourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': sourceArn } }),
          ...(sourceAccount === undefined ? {} : { StringEquals: { 'aws:SourceAccount': sourceAccount } }),
        },
      };
    });
}
