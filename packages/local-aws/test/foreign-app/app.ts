import { join } from 'node:path';
import { App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { ManagedPolicy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  Code,
  type FunctionProps,
  FunctionUrlAuthType,
  InvokeMode,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LambdaDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';

/*
 * A CDK app as anybody may have one, to prove that the local run needs to know nothing of the app that it runs:
 *
 *   node app.ts OUTDIR
 *
 * A parcel desk takes parcels over a streaming Function URL and lets a second function sort them in the background.
 */
const app = new App({ ...(process.argv[2] !== undefined && { outdir: process.argv[2] }) });
const stack = new Stack(app, 'ParcelDesk', { env: { account: '222233334444', region: 'eu-central-1' } });

const table = new Table(stack, 'Parcels', {
  tableName: 'parcel-desk-parcels',
  partitionKey: { name: 'parcelNumber', type: AttributeType.STRING },
  billingMode: BillingMode.PAY_PER_REQUEST,
  removalPolicy: RemovalPolicy.DESTROY,
});
table.addGlobalSecondaryIndex({
  indexName: 'by-depot',
  partitionKey: { name: 'depot', type: AttributeType.STRING },
  sortKey: { name: 'sortedAt', type: AttributeType.NUMBER },
});

const defaultDepot = new StringParameter(stack, 'DefaultDepot', {
  parameterName: '/parcel-desk/default-depot',
  stringValue: 'Frankfurt',
});

const code = (name: string): Pick<FunctionProps, 'runtime' | 'code'> => ({
  runtime: Runtime.NODEJS_22_X,
  code: Code.fromAsset(join(import.meta.dirname, 'handlers', name)),
});

// Takes the parcels that could not be sorted
const lost = new LambdaFunction(stack, 'LostAndFound', {
  ...code('lost'),
  handler: 'index.handler',
  environment: { PARCELS: table.tableName },
});
table.grant(lost, 'dynamodb:PutItem');

const sorter = new LambdaFunction(stack, 'Sorter', {
  ...code('sorter'),
  handler: 'sort.handler',
  timeout: Duration.seconds(10),
  environment: { PARCELS: table.tableName },
  retryAttempts: 0,
  onFailure: new LambdaDestination(lost),
});
table.grantWriteData(sorter);

const deskLogs = new LogGroup(stack, 'DeskLogs', {
  logGroupName: '/parcel-desk/desk',
  retention: RetentionDays.ONE_DAY,
});
const deskRole = new Role(stack, 'DeskRole', {
  roleName: 'parcel-desk',
  assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
  inlinePolicies: {
    desk: new PolicyDocument({
      statements: [
        new PolicyStatement({ actions: ['dynamodb:GetItem'], resources: [table.tableArn] }),
        new PolicyStatement({ actions: ['dynamodb:Query'], resources: [`${table.tableArn}/index/by-depot`] }),
        new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [sorter.functionArn] }),
        new PolicyStatement({ actions: ['ssm:GetParameter'], resources: [defaultDepot.parameterArn] }),
      ],
    }),
  },
  managedPolicies: [
    new ManagedPolicy(stack, 'DeskLogging', {
      statements: [
        new PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [deskLogs.logGroupArn],
        }),
      ],
    }),
  ],
});

// Neither is served by the local run: the app runs without them
const returns = new Topic(stack, 'Returns');
new Key(stack, 'DepotKey');

const desk = new LambdaFunction(stack, 'Desk', {
  ...code('desk'),
  handler: 'index.open',
  functionName: 'desk',
  role: deskRole,
  logGroup: deskLogs,
  environment: {
    PARCELS: table.tableName,
    SORTER: sorter.functionName,
    DEPOT_PARAMETER: defaultDepot.parameterName,
    RETURNS: returns.topicArn,
  },
});
const url = desk.addFunctionUrl({ authType: FunctionUrlAuthType.NONE, invokeMode: InvokeMode.RESPONSE_STREAM });

new CfnOutput(stack, 'DeskAddress', { value: url.url });
new CfnOutput(stack, 'ParcelTable', { value: table.tableArn, exportName: 'parcel-desk-table' });

app.synth();
