import type { GatewayResponses } from './gateway-response.ts';

/** A REST API as its template resources describe it. */
export interface RestApiConfig {
  /** What `Ref` gives: ten lower-case letters or digits. */
  readonly id: string;
  readonly logicalId: string;
  readonly region: string;
  readonly accountId: string;
  readonly stages: readonly StageConfig[];
  /** Resources that have methods. */
  readonly resources: readonly ApiResource[];
  /** Bodies of these types are passed on as base64, such as `image/png`; a wildcard stands for any. */
  readonly binaryMediaTypes: readonly string[];
  readonly gatewayResponses: GatewayResponses;
}

/** A stage: the first segment of every path. */
export interface StageConfig {
  readonly name: string;
  readonly deploymentId: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** One resource with its methods. */
export interface ApiResource {
  readonly id: string;
  /** Such as `/users/{userId}/files/{proxy+}`; `/` for the root. */
  readonly path: string;
  /** By HTTP method, `ANY` among them. */
  readonly methods: ReadonlyMap<string, MethodConfig>;
}

/** Who may call a method, and what answers it. */
export interface MethodConfig {
  readonly authorization: Authorization;
  readonly isApiKeyRequired: boolean;
  readonly integration: Integration;
}

/** Who may call a method. */
export type Authorization =
  | { readonly kind: 'none' }
  | CognitoAuthorization
  /** Signatures are not checked here, so that nobody passes. */
  | { readonly kind: 'iam' }
  | { readonly kind: 'not-served'; readonly reason: string };

/** A `COGNITO_USER_POOLS` authorizer as a method uses it. */
export interface CognitoAuthorization {
  readonly kind: 'cognito';
  /** Header that carries the token. */
  readonly header: string;
  /** Issuers of the pools' tokens. */
  readonly issuers: readonly string[];
  /** One of them has to be in the access token; with none of them the ID token is asked for. */
  readonly scopes: readonly string[];
  /** What the token's audience has to match. */
  readonly audiencePattern: string | undefined;
}

/** What answers a method. */
export type Integration =
  | LambdaIntegration
  | MockIntegration
  | { readonly kind: 'not-served'; readonly reason: string };

/** An `AWS_PROXY` integration of a Lambda function. */
export interface LambdaIntegration {
  readonly kind: 'lambda';
  /** ARN of the function, of a version or of an alias; may hold `${stageVariables.name}`. */
  readonly functionArn: string;
  /** Role with which the function is invoked; without one the function's own permissions decide. */
  readonly credentials: string | undefined;
  readonly isStreaming: boolean;
  /** Milliseconds for the whole response. */
  readonly timeoutMs: number | undefined;
}

/** A `MOCK` integration: API Gateway answers by itself. */
export interface MockIntegration {
  readonly kind: 'mock';
  readonly requestTemplates: Readonly<Record<string, string>>;
  readonly passthroughBehavior: string;
  readonly responses: readonly MockResponse[];
}

/** One integration response of a mock. */
export interface MockResponse {
  readonly statusCode: number;
  /** Which statuses of the request template it is for; the default one has none. */
  readonly selectionPattern: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly templates: Readonly<Record<string, string>>;
}
