/*
 * A REST API as aws-cdk-lib 2.276.0 synthesizes it, of `RestApi` with CORS preflights, a Cognito authorizer, Lambda
 * integrations (one in STREAM mode), a proxy, gateway responses and an output; logical ids are shortened.
 */

const ref = (Ref: string) => ({ Ref });
const join = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });
const api = { RestApiId: ref('Api') };
const root = { 'Fn::GetAtt': ['Api', 'RootResourceId'] };

/** The address that CDK makes of an API. */
export const URL_OF_API = join(
  'https://',
  ref('Api'),
  '.execute-api.',
  ref('AWS::Region'),
  '.',
  ref('AWS::URLSuffix'),
  '/',
  ref('Stage'),
  '/',
);

/** A function by its name. */
export const lambdaFunction = (name: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { FunctionName: name, Code: { ZipFile: '' }, Handler: 'index.handler', Runtime: 'nodejs24.x' },
});

/** A resource below another one. */
export const resource = (parent: string | undefined, PathPart: string) => ({
  Type: 'AWS::ApiGateway::Resource',
  Properties: { ...api, ParentId: parent === undefined ? root : ref(parent), PathPart },
});

/** An integration of a function. */
export const toFunction = (logicalId: string, properties: object = {}) => {
  const isStreaming = 'ResponseTransferMode' in properties;
  return {
    IntegrationHttpMethod: 'POST',
    Type: 'AWS_PROXY',
    Uri: join(
      'arn:',
      ref('AWS::Partition'),
      ':apigateway:',
      ref('AWS::Region'),
      `:lambda:path/${isStreaming ? '2021-11-15' : '2015-03-31'}/functions/`,
      { 'Fn::GetAtt': [logicalId, 'Arn'] },
      isStreaming ? '/response-streaming-invocations' : '/invocations',
    ),
    ...properties,
  };
};

/** A method of a resource, of the root where none is named. */
export const method = (parent: string | undefined, HttpMethod: string, Integration: object, properties = {}) => ({
  Type: 'AWS::ApiGateway::Method',
  Properties: {
    ...api,
    ResourceId: parent === undefined ? root : ref(parent),
    HttpMethod,
    AuthorizationType: 'NONE',
    Integration,
    ...properties,
  },
});

/** The permission that goes with a method. @param path - such as `/GET/users/*` */
export const permission = (logicalId: string, path: string, properties: object = {}) => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: { 'Fn::GetAtt': [logicalId, 'Arn'] },
    Principal: 'apigateway.amazonaws.com',
    SourceArn: join(
      'arn:',
      ref('AWS::Partition'),
      ':execute-api:',
      ref('AWS::Region'),
      ':',
      ref('AWS::AccountId'),
      ':',
      ref('Api'),
      '/',
      ref('Stage'),
      path,
    ),
    ...properties,
  },
});

/** A gateway response. */
export const gatewayResponse = (ResponseType: string, properties: object) => ({
  Type: 'AWS::ApiGateway::GatewayResponse',
  Properties: { ...api, ResponseType, ...properties },
});

/** What a method of the authorizer has. */
export const SECURED = { AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: ref('Auth') };

const PREFLIGHT = {
  IntegrationResponses: [
    {
      ResponseParameters: {
        'method.response.header.Access-Control-Allow-Headers': "'authorization'",
        'method.response.header.Access-Control-Allow-Origin': "'https://a.example'",
        'method.response.header.Vary': "'Origin'",
        'method.response.header.Access-Control-Allow-Methods': "'GET,POST'",
        'method.response.header.Access-Control-Max-Age': "'3600'",
      },
      ResponseTemplates: {
        'application/json':
          '#set($origin = $input.params().header.get("Origin"))\n#if($origin == "")\n  #set($origin = $input.params().header.get("origin"))\n#end\n#if($origin == "https://b.example")\n  #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)\n#end',
      },
      StatusCode: '204',
    },
  ],
  RequestTemplates: { 'application/json': '{ statusCode: 200 }' },
  Type: 'MOCK',
};

/** API, stage `v1`, authorizer, and the routes `GET /users/{userId}` (secured), `OPTIONS` there, `ANY /files/{proxy+}`. */
export const CDK_API = {
  Pool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
  OtherPool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
  Web: lambdaFunction('web'),
  Api: {
    Type: 'AWS::ApiGateway::RestApi',
    Properties: { BinaryMediaTypes: ['image/*'], EndpointConfiguration: { Types: ['REGIONAL'] }, Name: 'Api' },
  },
  Account: { Type: 'AWS::ApiGateway::Account', Properties: { CloudWatchRoleArn: 'arn:role' } },
  Deployment: { Type: 'AWS::ApiGateway::Deployment', Properties: api },
  Stage: {
    Type: 'AWS::ApiGateway::Stage',
    Properties: { ...api, DeploymentId: ref('Deployment'), StageName: 'v1', Variables: { color: 'red' } },
  },
  Auth: {
    Type: 'AWS::ApiGateway::Authorizer',
    Properties: {
      ...api,
      IdentitySource: 'method.request.header.Authorization',
      Name: 'Auth',
      ProviderARNs: [{ 'Fn::GetAtt': ['Pool', 'Arn'] }],
      Type: 'COGNITO_USER_POOLS',
    },
  },
  Users: resource(undefined, 'users'),
  User: resource('Users', '{userId}'),
  UserOptions: method('User', 'OPTIONS', PREFLIGHT),
  UserGet: method('User', 'GET', toFunction('Web'), SECURED),
  UserGetPermission: permission('Web', '/GET/users/*'),
  Files: resource(undefined, 'files'),
  FilesProxy: resource('Files', '{proxy+}'),
  FilesAny: method('FilesProxy', 'ANY', toFunction('Web')),
  FilesAnyPermission: permission('Web', '/*/files/*'),
} as const;
