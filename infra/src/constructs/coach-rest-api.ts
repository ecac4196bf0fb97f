import { API_ROUTES, MESSAGE_ROUTES, type MessageRouteName, ROUTES } from '@coach-stream/streaming-core/contract';
import { Duration, Stack, Validations } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  CfnAuthorizer,
  CognitoUserPoolsAuthorizer,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  ResponseTransferMode,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { dataProtection } from '../data-protection.ts';
import type { StageConfig } from '../stage-config.ts';
import type { CoachUserPool } from './coach-user-pool.ts';
import { CORS } from './cors.ts';
import { gatewayResponses } from './gateway-responses.ts';
import type { NodeFunction } from './node-function.ts';
import type { StreamFunction } from './stream-function.ts';

/** What a {@link CoachRestApi} needs. */
export interface CoachRestApiProps {
  readonly stage: StageConfig;
  readonly userPool: CoachUserPool;
  /** Answers every route of the contract's `API_ROUTES`. */
  readonly handler: NodeFunction;
  /** Answer the contract's `MESSAGE_ROUTES`, streaming. */
  readonly streams: Readonly<Record<MessageRouteName, StreamFunction>>;
}

/** Requests a second, and at once, that all callers together may make; API Gateway refuses more. */
const THROTTLE = { throttlingRateLimit: 200, throttlingBurstLimit: 400 };

/**
 * The REST API: a resource for each route of the contract's table, behind the user pool's authorizer.
 *
 * Every method of a resource goes to one function, which knows what each takes (405), but for the methods by which
 * messages are sent: those go to the streaming functions, whose answers pass through as they are made. Preflights are answered by API
 * Gateway itself, without the authorizer: browsers send them without a token.
 */
export class CoachRestApi extends Construct {
  /** Scheme and host. */
  readonly origin: string;
  /** With the stage, without a slash at its end. */
  readonly url: string;

  constructor(scope: Construct, id: string, { stage, userPool, handler, streams }: CoachRestApiProps) {
    super(scope, id);
    const api = new RestApi(this, 'Api', {
      restApiName: `coach-stream-${stage.name}`,
      description: 'What a person keeps with their coaches: sessions, coaches, conversations, memories, workouts.',
      endpointTypes: [EndpointType.REGIONAL],
      // Without it no API of the account can write an access log; it stays when the stack goes.
      cloudWatchRole: stage.restApi.shouldSetLogRole,
      deployOptions: { ...THROTTLE, ...this.accessLog(stage), stageName: stage.name, tracingEnabled: stage.tracing },
    });
    for (const response of gatewayResponses(stage.allowedOrigins)) {
      api.addGatewayResponse(response.type.responseType, response);
    }

    const authorizer = new CognitoUserPoolsAuthorizer(this, 'Authorizer', { cognitoUserPools: [userPool.pool] });
    // Only tokens for our own client, as the stream functions demand it: the pool may have others.
    if (authorizer.node.defaultChild instanceof CfnAuthorizer) {
      authorizer.node.defaultChild.identityValidationExpression = userPool.clientId;
    }
    const integration = new LambdaIntegration(handler.function, { scopePermissionToMethod: false });
    for (const route of API_ROUTES) {
      api.root.resourceForPath(ROUTES[route].pattern).addMethod('ANY', integration, { authorizer });
    }
    for (const route of MESSAGE_ROUTES) {
      const { pattern, methods } = ROUTES[route];
      const streaming = new LambdaIntegration(streams[route].function, {
        scopePermissionToMethod: false,
        responseTransferMode: ResponseTransferMode.STREAM,
        // Without one of its own a stream is cut after 29 s.
        timeout: Duration.seconds(stage.streamFunction.timeoutSeconds),
      });
      // A method's own integration goes before that of `ANY`; where there is none of that, this function says 405.
      const isAlone = !API_ROUTES.some((other) => ROUTES[other].pattern === pattern);
      for (const method of isAlone ? ['ANY'] : methods) {
        api.root.resourceForPath(pattern).addMethod(method, streaming, { authorizer });
      }
    }
    for (const [pattern, methods] of methodsByPattern()) {
      api.root.resourceForPath(pattern).addCorsPreflight({
        allowOrigins: [...stage.allowedOrigins],
        allowMethods: methods,
        allowHeaders: [...CORS.allowedHeaders],
        maxAge: CORS.maxAge,
      });
    }

    const { region, urlSuffix } = Stack.of(this);
    this.origin = `https://${api.restApiId}.execute-api.${region}.${urlSuffix}`;
    this.url = `${this.origin}/${api.deploymentStage.stageName}`;
    acknowledge(api);
  }

  /** One line a request. Nobody's id, no address, no header; no error text, which may quote the Authorization header. */
  private accessLog({ logRetentionDays, data }: StageConfig) {
    const logGroup = new LogGroup(this, 'AccessLog', {
      retention: logRetentionDays,
      removalPolicy: dataProtection(data).removalPolicy,
    });
    const format = AccessLogFormat.custom(
      JSON.stringify({
        requestId: AccessLogField.contextRequestId(),
        functionRequestId: AccessLogField.contextAwsEndpointRequestId(),
        time: AccessLogField.contextRequestTime(),
        method: AccessLogField.contextHttpMethod(),
        route: AccessLogField.contextResourcePath(),
        status: AccessLogField.contextStatus(),
        refusedAs: AccessLogField.contextErrorResponseType(),
        integrationStatus: AccessLogField.contextIntegrationStatus(),
        integrationMs: AccessLogField.contextIntegrationLatency(),
        totalMs: AccessLogField.contextResponseLatency(),
      }),
    );
    return { accessLogDestination: new LogGroupLogDestination(logGroup), accessLogFormat: format };
  }
}

/** The methods of every path, whoever answers them. */
function methodsByPattern(): Map<string, string[]> {
  const byPattern = new Map<string, string[]>();
  for (const route of [...API_ROUTES, ...MESSAGE_ROUTES]) {
    const { pattern, methods } = ROUTES[route];
    byPattern.set(pattern, [...(byPattern.get(pattern) ?? []), ...methods]);
  }
  return byPattern;
}

function acknowledge(api: RestApi): void {
  Validations.of(api).acknowledge(
    {
      id: 'AwsSolutions-APIG2',
      reason: 'The function checks every request against the contract and refuses in its form.',
    },
    {
      id: 'AwsSolutions-APIG3',
      reason: 'Every route needs a token of our user pool, and the stage is throttled; a web ACL may be put before it.',
    },
    {
      id: 'AwsSolutions-APIG6',
      reason: 'Execution logs may quote headers and have no retention; access log and function log tell the same.',
    },
    {
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      reason: 'The policy that API Gateway documents for its account-wide role for logs.',
    },
  );
}
