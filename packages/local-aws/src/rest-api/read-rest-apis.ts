import type { Assembly } from '../assembly/index.ts';
import { issuerOf } from '../cognito/index.ts';
import { arrayAt, numberAt, objectAt, stringAt, stringsOf } from '../json.ts';
import type { Resource } from '../resource.ts';
import { type GatewayResponse, stringMap } from './gateway-response.ts';
import type {
  ApiResource,
  Authorization,
  Integration,
  MethodConfig,
  RestApiConfig,
  StageConfig,
} from './rest-api-config.ts';

/** The REST APIs of an app, by `<stack>.<logical id>`. */
export function readRestApis(assembly: Assembly): ReadonlyMap<string, RestApiConfig> {
  const apis = ofType(assembly.resources, 'RestApi');
  return new Map(apis.map((api) => [`${api.stackName}.${api.logicalId}`, readRestApi(assembly, api)]));
}

/**
 * Reads one REST API from the resources that belong to it.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ApiGateway.html
 */
function readRestApi(assembly: Assembly, api: Resource): RestApiConfig {
  const own = assembly.resources.filter(({ properties }) => stringAt(properties, 'RestApiId') === api.ref);
  const stack = assembly.stacks.find(({ name }) => name === api.stackName);
  return {
    id: api.ref,
    logicalId: api.logicalId,
    region: stack?.region ?? '',
    accountId: stack?.accountId ?? '',
    stages: [...ofType(own, 'Stage').map(stageOf), ...ofType(own, 'Deployment').flatMap(stageOfDeployment)],
    resources: readResources(api, own),
    binaryMediaTypes: stringsOf(api.properties.BinaryMediaTypes),
    gatewayResponses: new Map(
      ofType(own, 'GatewayResponse').map(({ properties }) => [
        stringAt(properties, 'ResponseType') ?? '',
        readGatewayResponse(properties),
      ]),
    ),
  };
}

function ofType(resources: readonly Resource[], type: string): readonly Resource[] {
  return resources.filter((resource) => resource.type === `AWS::ApiGateway::${type}`);
}

function stageOf({ ref, properties }: Resource): StageConfig {
  return {
    name: ref,
    deploymentId: stringAt(properties, 'DeploymentId') ?? '',
    variables: stringMap(properties, 'Variables'),
  };
}

/** A deployment may bring its own stage. */
function stageOfDeployment({ ref, properties }: Resource): readonly StageConfig[] {
  const name = stringAt(properties, 'StageName');
  const variables = stringMap(objectAt(properties, 'StageDescription'), 'Variables');
  return name === undefined ? [] : [{ name, deploymentId: ref, variables }];
}

function readResources(api: Resource, own: readonly Resource[]): readonly ApiResource[] {
  const nodes = new Map(ofType(own, 'Resource').map((resource) => [resource.ref, resource]));
  const pathOf = (id: string): string => {
    const node = nodes.get(id);
    if (node === undefined) return '';
    return `${pathOf(stringAt(node.properties, 'ParentId') ?? '')}/${stringAt(node.properties, 'PathPart') ?? ''}`;
  };
  const authorizers = new Map(ofType(own, 'Authorizer').map((authorizer) => [authorizer.ref, authorizer]));
  const methods = ofType(own, 'Method');
  const ids = [api.attributes.RootResourceId ?? '', ...nodes.keys()];
  return ids
    .map((id) => ({
      id,
      path: pathOf(id) === '' ? '/' : pathOf(id),
      methods: new Map(
        methods
          .filter(({ properties }) => stringAt(properties, 'ResourceId') === id)
          .map(({ properties }): [string, MethodConfig] => [
            (stringAt(properties, 'HttpMethod') ?? '').toUpperCase(),
            {
              authorization: readAuthorization(properties, authorizers),
              isApiKeyRequired: String(properties.ApiKeyRequired) === 'true',
              integration: readIntegration(objectAt(properties, 'Integration')),
            },
          ]),
      ),
    }))
    .filter((resource) => resource.methods.size > 0);
}

function readAuthorization(
  properties: Resource['properties'],
  authorizers: ReadonlyMap<string, Resource>,
): Authorization {
  const type = stringAt(properties, 'AuthorizationType') ?? 'NONE';
  if (type === 'NONE') return { kind: 'none' };
  if (type === 'AWS_IAM') return { kind: 'iam' };
  if (type !== 'COGNITO_USER_POOLS') return { kind: 'not-served', reason: `authorization by ${type}` };
  const authorizer = authorizers.get(stringAt(properties, 'AuthorizerId') ?? '');
  const source = stringAt(authorizer?.properties, 'IdentitySource') ?? 'method.request.header.Authorization';
  return {
    kind: 'cognito',
    header: source.replace(/^method\.request\.header\./i, ''),
    issuers: stringsOf(authorizer?.properties.ProviderARNs).map(issuerOfPoolArn),
    scopes: stringsOf(properties.AuthorizationScopes),
    audiencePattern: stringAt(authorizer?.properties, 'IdentityValidationExpression'),
  };
}

function issuerOfPoolArn(arn: string): string {
  const [, , , region = '', , resource = ''] = arn.split(':');
  return issuerOf(region, resource.replace(/^userpool\//, ''));
}

const LAMBDA_URI = /\/functions\/(.+)\/(response-streaming-invocations|invocations)$/;

function readIntegration(integration: Readonly<Record<string, unknown>>): Integration {
  const type = stringAt(integration, 'Type') ?? '';
  if (type === 'MOCK') {
    return {
      kind: 'mock',
      requestTemplates: stringMap(integration, 'RequestTemplates'),
      passthroughBehavior: stringAt(integration, 'PassthroughBehavior') ?? 'WHEN_NO_MATCH',
      responses: arrayAt(integration, 'IntegrationResponses').map((response) => ({
        statusCode: numberAt(response, 'StatusCode', 200),
        selectionPattern: stringAt(response, 'SelectionPattern'),
        parameters: stringMap(response, 'ResponseParameters'),
        templates: stringMap(response, 'ResponseTemplates'),
      })),
    };
  }
  const [, functionArn] = LAMBDA_URI.exec(stringAt(integration, 'Uri') ?? '') ?? [];
  if (type !== 'AWS_PROXY' || functionArn === undefined) {
    return { kind: 'not-served', reason: `the integration ${type}` };
  }
  const timeoutMs = numberAt(integration, 'TimeoutInMillis', -1);
  return {
    kind: 'lambda',
    functionArn,
    credentials: stringAt(integration, 'Credentials'),
    isStreaming: stringAt(integration, 'ResponseTransferMode') === 'STREAM',
    timeoutMs: timeoutMs < 0 ? undefined : timeoutMs,
  };
}

function readGatewayResponse(properties: Resource['properties']): GatewayResponse {
  const statusCode = numberAt(properties, 'StatusCode', -1);
  return {
    statusCode: statusCode < 0 ? undefined : statusCode,
    parameters: stringMap(properties, 'ResponseParameters'),
    templates: stringMap(properties, 'ResponseTemplates'),
  };
}
