import { deterministic, generatedName, userPoolClientId, userPoolId } from './physical-id.ts';
import { REST_API_IDENTITIES } from './rest-api-identities.ts';

/** What `Ref` and `Fn::GetAtt` give for one resource. */
export interface ResourceIdentity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What an identity is made from: the resource's place and the few properties that name it. */
export interface IdentityContext {
  readonly stackName: string;
  readonly logicalId: string;
  readonly accountId: string;
  readonly region: string;
  /** A property as a string, resolved when asked for; `undefined` where the template has none. */
  property(name: string): string | undefined;
  /** Address of a Function URL with its closing slash. */
  functionUrl(): string;
}

type Identify = (context: IdentityContext) => ResourceIdentity;

/**
 * The identity of a resource, or `undefined` for a type this run knows nothing of.
 *
 * Each entry follows "Return values" of the type's page.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/introduction.html
 */
export function resourceIdentity(type: string, context: IdentityContext): ResourceIdentity | undefined {
  return IDENTITIES[type]?.(context);
}

function arn(context: IdentityContext, service: string, resource: string): string {
  return `arn:aws:${service}:${context.region}:${context.accountId}:${resource}`;
}

function named(context: IdentityContext, property: string, maxLength = 128): string {
  return context.property(property) ?? generatedName(context.stackName, context.logicalId, maxLength);
}

function seed(context: IdentityContext): string {
  return `${context.stackName}/${context.logicalId}`;
}

const table: Identify = (context) => {
  const name = named(context, 'TableName', 255);
  const tableArn = arn(context, 'dynamodb', `table/${name}`);
  return {
    ref: name,
    attributes: { Arn: tableArn, TableId: name, StreamArn: `${tableArn}/stream/2025-01-01T00:00:00.000` },
  };
};

/** Role and policy paths default to `/` and are part of the ARN. */
function iamArn(context: IdentityContext, kind: string, name: string): string {
  return `arn:aws:iam::${context.accountId}:${kind}${context.property('Path') ?? '/'}${name}`;
}

const IDENTITIES: Readonly<Record<string, Identify>> = {
  ...REST_API_IDENTITIES,
  'AWS::Cognito::UserPool': (context) => {
    const id = userPoolId(context.region, seed(context));
    const provider = `cognito-idp.${context.region}.amazonaws.com/${id}`;
    return {
      ref: id,
      attributes: {
        Arn: arn(context, 'cognito-idp', `userpool/${id}`),
        ProviderName: provider,
        ProviderURL: `https://${provider}`,
        UserPoolId: id,
      },
    };
  },
  'AWS::Cognito::UserPoolClient': (context) => {
    const id = userPoolClientId(seed(context));
    return { ref: id, attributes: { ClientId: id, Name: named(context, 'ClientName') } };
  },
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,
  'AWS::Events::Rule': (context) => {
    const name = named(context, 'Name', 64);
    return { ref: name, attributes: { Arn: arn(context, 'events', `rule/${name}`) } };
  },
  'AWS::IAM::ManagedPolicy': (context) => {
    const policyArn = iamArn(context, 'policy', named(context, 'ManagedPolicyName'));
    return { ref: policyArn, attributes: { PolicyArn: policyArn } };
  },
  'AWS::IAM::Policy': (context) => ({ ref: named(context, 'PolicyName'), attributes: {} }),
  'AWS::IAM::Role': (context) => {
    const name = named(context, 'RoleName', 64);
    return { ref: name, attributes: { Arn: iamArn(context, 'role', name), RoleId: `AROA${name}` } };
  },
  'AWS::KMS::Key': (context) => {
    const id = named(context, 'KeyId');
    return { ref: id, attributes: { Arn: arn(context, 'kms', `key/${id}`), KeyId: id } };
  },
  'AWS::Lambda::Alias': (context) => {
    const aliasArn = `${context.property('FunctionName') ?? ''}:${context.property('Name') ?? ''}`;
    return { ref: aliasArn, attributes: { AliasArn: aliasArn } };
  },
  'AWS::Lambda::EventInvokeConfig': (context) => ({ ref: seed(context), attributes: {} }),
  'AWS::Lambda::Function': (context) => {
    const name = named(context, 'FunctionName', 64);
    return { ref: name, attributes: { Arn: arn(context, 'lambda', `function:${name}`) } };
  },
  'AWS::Lambda::Permission': (context) => ({ ref: named(context, 'Id'), attributes: { Id: named(context, 'Id') } }),
  'AWS::Lambda::Url': (context) => {
    const functionArn = context.property('TargetFunctionArn') ?? '';
    return { ref: functionArn, attributes: { FunctionArn: functionArn, FunctionUrl: context.functionUrl() } };
  },
  'AWS::Lambda::Version': (context) => {
    const name = context.property('FunctionName') ?? '';
    const functionArn = name.startsWith('arn:') ? name : arn(context, 'lambda', `function:${name}`);
    return { ref: `${functionArn}:1`, attributes: { FunctionArn: `${functionArn}:1`, Version: '1' } };
  },
  'AWS::Logs::LogGroup': (context) => {
    const name = named(context, 'LogGroupName', 512);
    return { ref: name, attributes: { Arn: arn(context, 'logs', `log-group:${name}:*`) } };
  },
  'AWS::S3::Bucket': (context) => {
    const name = named(context, 'BucketName', 63).toLowerCase();
    return {
      ref: name,
      attributes: {
        Arn: `arn:aws:s3:::${name}`,
        DomainName: `${name}.s3.amazonaws.com`,
        RegionalDomainName: `${name}.s3.${context.region}.amazonaws.com`,
        WebsiteURL: `http://${name}.s3-website-${context.region}.amazonaws.com`,
      },
    };
  },
  'AWS::SNS::Topic': (context) => {
    const name = named(context, 'TopicName', 256);
    const topicArn = arn(context, 'sns', name);
    return { ref: topicArn, attributes: { TopicArn: topicArn, TopicName: name } };
  },
  'AWS::SQS::Queue': (context) => {
    const name = named(context, 'QueueName', 80);
    const url = `https://sqs.${context.region}.amazonaws.com/${context.accountId}/${name}`;
    return { ref: url, attributes: { Arn: arn(context, 'sqs', name), QueueName: name, QueueUrl: url } };
  },
  'AWS::SSM::Parameter': (context) => ({
    ref: named(context, 'Name', 1011),
    attributes: { Type: context.property('Type') ?? 'String', Value: context.property('Value') ?? '' },
  }),
  'AWS::Scheduler::Schedule': (context) => {
    const name = named(context, 'Name', 64);
    const group = context.property('GroupName') ?? 'default';
    return { ref: name, attributes: { Arn: arn(context, 'scheduler', `schedule/${group}/${name}`) } };
  },
  'AWS::Scheduler::ScheduleGroup': (context) => {
    const name = named(context, 'Name', 64);
    return { ref: name, attributes: { Arn: arn(context, 'scheduler', `schedule-group/${name}`) } };
  },
  'AWS::SecretsManager::Secret': (context) => {
    const suffix = deterministic(seed(context), 'abcdefghijklmnopqrstuvwxyz0123456789', 6);
    const secretArn = arn(context, 'secretsmanager', `secret:${named(context, 'Name', 512)}-${suffix}`);
    return { ref: secretArn, attributes: { Id: secretArn } };
  },
};
