import type { PolicyStatement } from '../sdk-service.ts';

const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
const XRAY = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:GetSamplingStatisticSummaries',
];

const NETWORK = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];
const STREAM_READS = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
];
const QUEUE_READS = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

const STATEMENTS: Readonly<Record<string, readonly PolicyStatement[]>> = {
  AWSLambdaBasicExecutionRole: [{ Effect: 'Allow', Action: LOGS, Resource: '*' }],
  AWSLambdaDynamoDBExecutionRole: [{ Effect: 'Allow', Action: [...STREAM_READS, ...LOGS], Resource: '*' }],
  AWSLambdaSQSQueueExecutionRole: [{ Effect: 'Allow', Action: [...QUEUE_READS, ...LOGS], Resource: '*' }],
  AWSLambdaVPCAccessExecutionRole: [{ Effect: 'Allow', Action: [...NETWORK, ...LOGS], Resource: '*' }],
  AWSXRayDaemonWriteAccess: [{ Effect: 'Allow', Action: XRAY, Resource: '*' }],
  AWSXrayWriteOnlyAccess: [{ Effect: 'Allow', Action: XRAY, Resource: '*' }],
};

/**
 * The statements of a policy that AWS manages, or `undefined` for one that is not known here.
 *
 * @param policyArn - such as `arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole`
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export function managedPolicyStatements(policyArn: string): readonly PolicyStatement[] | undefined {
  return STATEMENTS[policyArn.slice(policyArn.lastIndexOf('/') + 1)];
}
