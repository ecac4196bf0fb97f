import { type Assembly, roleStatements } from '../assembly/index.ts';
import { decide } from '../iam/index.ts';
import { stringAt } from '../json.ts';
import type { PolicyStatement } from '../sdk-service.ts';

/** An invocation that another service of AWS is about to make. */
export interface ServiceInvocation {
  /** Qualified where a version or an alias is named. */
  readonly functionArn: string;
  /** The role that the service takes on for it, if there is one. */
  readonly credentials: string | undefined;
  /** Such as `arn:aws:execute-api:eu-west-1:111122223333:abcdefghij/prod/GET/users/{userId}`. */
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

/**
 * True where a service may invoke a function: by the role that it takes on, else by an `AWS::Lambda::Permission` of that
 * function whose `SourceArn` the invocation's fits.
 *
 * @param principal - the service, such as `apigateway.amazonaws.com`
 * @see https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
 */
export function mayInvoke(
  assembly: Pick<Assembly, 'resources'>,
  principal: string,
  { functionArn, credentials, sourceArn, sourceAccount }: ServiceInvocation,
): boolean {
  const statements =
    credentials === undefined
      ? permissionStatements(assembly, principal, functionArn)
      : roleStatements(assembly, credentials).statements;
  const decision = decide(statements, {
    action: 'lambda:InvokeFunction',
    resource: functionArn,
    conditionValues: { 'aws:SourceArn': [sourceArn], 'aws:SourceAccount': [sourceAccount] },
  });
  return decision === 'allowed';
}

/** A function's resource policy as far as it is about the service. */
function permissionStatements(
  { resources }: Pick<Assembly, 'resources'>,
  principal: string,
  functionArn: string,
): PolicyStatement[] {
  const name = functionArn.split(':').slice(6).join(':');
  return resources
    .filter(({ type }) => type === 'AWS::Lambda::Permission')
    .filter(({ properties }) => [functionArn, name].includes(stringAt(properties, 'FunctionName') ?? ''))
    .filter(({ properties }) => [principal, '*'].includes(stringAt(properties, 'Principal') ?? ''))
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
