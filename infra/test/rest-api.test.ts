import { API_ROUTES, ERRORS, MESSAGE_ROUTES, ROUTES, refusalSchema } from '@coach-stream/streaming-core/contract';
import { describe, expect, test } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import type { StageConfig } from '../src/stage-config.ts';
import { STAGE_NAMES, stageConfig } from '../src/stages.ts';
import { evaluate } from './support/evaluate.ts';
import { synthesizeTemplates } from './support/synthesize-templates.ts';

/** Who answers messages, by what its logical id begins with. */
const STREAMING_FUNCTIONS = {
  coachConversationMessage: 'StreamCoachConversation',
  coachCreatorSessionMessage: 'StreamCoachCreatorSession',
  chatMessage: 'StreamPersonaChat',
};

const ref = (value: unknown): string => String(evaluate(value, (reference) => reference));

/** The methods of the API, by the path of their resource. */
function methodsByPath(app: Template): Map<string, Record<string, Record<string, unknown>>> {
  const resources = app.findResources('AWS::ApiGateway::Resource');
  const pathOf = (id: string): string => {
    const { PathPart, ParentId } = resources[id]?.Properties ?? {};
    return PathPart === undefined ? '' : `${pathOf(ref(ParentId))}/${PathPart}`;
  };
  const byPath = new Map<string, Record<string, Record<string, unknown>>>();
  for (const { Properties } of Object.values(app.findResources('AWS::ApiGateway::Method'))) {
    const path = pathOf(ref(Properties.ResourceId));
    byPath.set(path, { ...byPath.get(path), [Properties.HttpMethod]: Properties });
  }
  return byPath;
}

/** The methods of every path of the contract, whoever answers them. */
function allMethods(): Map<string, string[]> {
  const byPattern = new Map<string, string[]>();
  for (const route of [...API_ROUTES, ...MESSAGE_ROUTES]) {
    const { pattern, methods } = ROUTES[route];
    byPattern.set(pattern, [...(byPattern.get(pattern) ?? []), ...methods]);
  }
  return byPattern;
}

/** The methods of a path that streaming functions answer. */
function streamedMethods(path: string): readonly string[] {
  return MESSAGE_ROUTES.filter((route) => ROUTES[route].pattern === path).flatMap((route) => ROUTES[route].methods);
}

function only(app: Template, type: string): Record<string, unknown> {
  const [resource, ...others] = Object.values(app.findResources(type));
  expect(others).toEqual([]);
  return resource?.Properties ?? {};
}

describe.each(STAGE_NAMES)('the REST API of stage %s', (stage) => {
  const { app } = synthesizeTemplates(stage);
  const { allowedOrigins } = stageConfig(stage);

  test('has the routes of the contract, and no method beside them', () => {
    const byPath = methodsByPath(app);

    expect([...byPath.keys()].sort()).toEqual([...allMethods().keys()].sort());
    for (const [path, methods] of byPath) {
      const isShared = API_ROUTES.some((route) => ROUTES[route].pattern === path);
      expect(Object.keys(methods).sort()).toEqual(
        ['ANY', 'OPTIONS', ...(isShared ? streamedMethods(path) : [])].sort(),
      );
    }
  });

  test('lets messages through to the streaming functions, whose answers pass as they are made, for as long as they run', () => {
    const byPath = methodsByPath(app);
    for (const route of MESSAGE_ROUTES) {
      for (const method of ROUTES[route].methods) {
        const found = byPath.get(ROUTES[route].pattern) ?? {};
        const { Integration } = found[method] ?? found.ANY ?? {};
        expect(Integration).toMatchObject({
          Type: 'AWS_PROXY',
          ResponseTransferMode: 'STREAM',
          TimeoutInMillis: stageConfig(stage).streamFunction.timeoutSeconds * 1_000,
        });
        expect(ref((Integration as { Uri: unknown }).Uri)).toContain(STREAMING_FUNCTIONS[route]);
      }
    }
  });

  test('lets nobody through to the function whom the user pool does not know', () => {
    const authorizerId = Object.keys(app.findResources('AWS::ApiGateway::Authorizer')).join();
    const client = Object.keys(app.findResources('AWS::Cognito::UserPoolClient')).join();
    const pool = Object.keys(app.findResources('AWS::Cognito::UserPool')).join();

    for (const { OPTIONS: _, ...methods } of methodsByPath(app).values()) {
      for (const method of Object.values(methods)) {
        expect(method).toMatchObject({ AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: { Ref: authorizerId } });
        expect(method).not.toHaveProperty('AuthorizationScopes');
        expect(method.Integration).toMatchObject({ Type: 'AWS_PROXY' });
      }
    }
    expect(only(app, 'AWS::ApiGateway::Authorizer')).toMatchObject({
      Type: 'COGNITO_USER_POOLS',
      IdentitySource: 'method.request.header.Authorization',
      IdentityValidationExpression: { Ref: client },
      ProviderARNs: [{ 'Fn::GetAtt': [pool, 'Arn'] }],
    });
  });

  test('answers preflights itself, without a token, for the origins of the stage alone', () => {
    for (const [path, { OPTIONS }] of methodsByPath(app)) {
      const { Type, IntegrationResponses } = (OPTIONS?.Integration ?? {}) as Record<string, unknown>;
      const [response, ...others] = [IntegrationResponses].flat() as Record<string, Record<string, string>>[];

      expect([OPTIONS?.AuthorizationType, Type, response?.StatusCode, others]).toEqual(['NONE', 'MOCK', '204', []]);
      expect(response?.ResponseParameters).toMatchObject({
        'method.response.header.Access-Control-Allow-Origin': `'${allowedOrigins[0]}'`,
        'method.response.header.Access-Control-Allow-Methods': `'${allMethods().get(path)?.join(',')}'`,
        'method.response.header.Access-Control-Allow-Headers':
          "'authorization,content-type,idempotency-key,last-event-id,accept-stream,if-match,if-none-match'",
        'method.response.header.Vary': "'Origin'",
      });
      const template = response?.ResponseTemplates?.['application/json'] ?? '';
      for (const origin of allowedOrigins.slice(1)) {
        expect(template).toContain(`$origin == "${origin}"`);
      }
      expect(template.match(/https?:/g) ?? []).toHaveLength(allowedOrigins.length - 1);
    }
  });

  test('is throttled, and logs every request with nothing of its token, its user or an error text', () => {
    const { AccessLogSetting, MethodSettings, StageName } = only(app, 'AWS::ApiGateway::Stage');
    const { Format } = AccessLogSetting as { Format: string };

    expect(StageName).toBe(stage);
    expect(MethodSettings).toMatchObject([
      { HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 200, DataTraceEnabled: false },
    ]);
    expect(Object.keys(JSON.parse(Format))).toContain('requestId');
    expect(Format).not.toMatch(/authorizer|identity|error\.message|context\.path|[Hh]eader/);
  });

  test('sets the role of the account for logs where it is not set by others, and leaves it behind', () => {
    const accounts = Object.values(app.findResources('AWS::ApiGateway::Account'));

    expect(accounts.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(stage === 'local' ? [] : ['Retain']);
  });

  test('may invoke the function, and nobody else may', () => {
    const permissions = Object.values(app.findResources('AWS::Lambda::Permission')).filter(({ Properties }) =>
      ref(Properties.FunctionName).includes('CoachApi'),
    );
    const api = Object.keys(app.findResources('AWS::ApiGateway::RestApi')).join();

    expect(permissions).toHaveLength(1);
    expect(permissions[0]?.Properties).toMatchObject({
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
    });
    expect(ref(permissions[0]?.Properties.SourceArn)).toBe(`arn:aws:execute-api:us-east-1:123456789012:${api}/*/*/*`);
  });

  test('gives up no earlier than its function', () => {
    const [coachApi] = Object.values(app.findResources('AWS::Lambda::Function')).filter(
      ({ Properties }) => Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME === 'coach-api',
    );

    expect(coachApi?.Properties).toMatchObject({ MemorySize: 512, Timeout: 25, Runtime: 'nodejs24.x' });
    expect(JSON.parse(coachApi?.Properties.Environment.Variables.ALLOWED_ORIGINS)).toEqual(allowedOrigins);
  });
});

describe.each(STAGE_NAMES)('what API Gateway refuses itself in stage %s', (stage) => {
  const { allowedOrigins } = stageConfig(stage);
  const responses = Object.values(synthesizeTemplates(stage).app.findResources('AWS::ApiGateway::GatewayResponse')).map(
    ({ Properties }) => Properties,
  );

  test('has the form and the status of the contract, and quotes nothing of the request', () => {
    for (const { ResponseTemplates, StatusCode } of responses) {
      expect(Object.keys(ResponseTemplates)).toEqual(['application/json']);
      const template: string = ResponseTemplates['application/json'];
      const { code, message, retryable } = refusalSchema.parse(JSON.parse(template));
      expect({ status: Number(StatusCode), message, retryable }).toEqual(ERRORS[code]);
      expect(template.match(/\$[\w.]+/g)).toEqual(['$context.requestId']);
    }
  });

  test.each([
    ['UNAUTHORIZED', 'UNAUTHENTICATED'],
    ['ACCESS_DENIED', 'UNAUTHENTICATED'],
    ['MISSING_AUTHENTICATION_TOKEN', 'ROUTE_NOT_FOUND'],
    ['REQUEST_TOO_LARGE', 'BODY_TOO_LARGE'],
    ['INTEGRATION_TIMEOUT', 'DEADLINE_EXCEEDED'],
    ['DEFAULT_4XX', 'ROUTE_NOT_FOUND'],
    ['DEFAULT_5XX', 'INTERNAL'],
  ])('says of %s that it is %s', (type, code) => {
    const response = responses.find(({ ResponseType }) => ResponseType === type);

    expect(JSON.parse(response?.ResponseTemplates['application/json'])).toMatchObject({ code });
  });

  test('can be read by a page of the stage, and not be cached for another one', () => {
    const [origin] = allowedOrigins;
    for (const { ResponseParameters } of responses) {
      expect(ResponseParameters).toMatchObject({
        'gatewayresponse.header.access-control-allow-origin':
          allowedOrigins.length === 1 ? `'${origin}'` : 'method.request.header.Origin',
        'gatewayresponse.header.access-control-expose-headers': "'x-request-id, retry-after, etag'",
        'gatewayresponse.header.x-request-id': 'context.requestId',
        'gatewayresponse.header.vary': "'origin'",
        'gatewayresponse.header.cache-control': "'no-store'",
      });
    }
  });
});

test('an imported user pool is asked by the authorizer, for tokens of its client alone', () => {
  const imported: StageConfig = {
    ...stageConfig('dev'),
    userPool: { kind: 'imported', userPoolId: 'us-east-1_Imported1', clientId: 'importedclient' },
  };
  const { ProviderARNs, IdentityValidationExpression } = only(
    synthesizeTemplates(imported).app,
    'AWS::ApiGateway::Authorizer',
  );

  expect([ProviderARNs].flat().map(ref)).toEqual([
    'arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_Imported1',
  ]);
  expect(IdentityValidationExpression).toBe('importedclient');
});
