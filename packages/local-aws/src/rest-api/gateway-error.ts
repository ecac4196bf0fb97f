/** The gateway responses that are given here. */
export type GatewayErrorType = keyof typeof GATEWAY_ERRORS;

interface GatewayErrorDefaults {
  readonly statusCode: number;
  readonly message: string;
  /** Value of the header `x-amzn-errortype`. */
  readonly errorType: string;
}

/**
 * What each gateway response says where the API does not customize it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export const GATEWAY_ERRORS = {
  ACCESS_DENIED: { statusCode: 403, message: 'User is not authorized', errorType: 'AccessDeniedException' },
  API_CONFIGURATION_ERROR: {
    statusCode: 500,
    message: 'Internal server error',
    errorType: 'InternalServerErrorException',
  },
  AUTHORIZER_CONFIGURATION_ERROR: { statusCode: 500, message: '', errorType: 'AuthorizerConfigurationException' },
  /** What has no type of its own, such as a malformed answer of a function. */
  DEFAULT_5XX: { statusCode: 500, message: 'Internal server error', errorType: 'InternalServerErrorException' },
  INTEGRATION_TIMEOUT: {
    statusCode: 504,
    message: 'Endpoint request timed out',
    errorType: 'InternalServerErrorException',
  },
  INVALID_API_KEY: { statusCode: 403, message: 'Forbidden', errorType: 'ForbiddenException' },
  MISSING_AUTHENTICATION_TOKEN: {
    statusCode: 403,
    message: 'Missing Authentication Token',
    errorType: 'MissingAuthenticationTokenException',
  },
  REQUEST_TOO_LARGE: { statusCode: 413, message: 'Request Too Long', errorType: 'RequestTooLargeException' },
  UNAUTHORIZED: { statusCode: 401, message: 'Unauthorized', errorType: 'UnauthorizedException' },
  UNSUPPORTED_MEDIA_TYPE: {
    statusCode: 415,
    message: 'Unsupported Media Type',
    errorType: 'UnsupportedMediaTypeException',
  },
} as const satisfies Readonly<Record<string, GatewayErrorDefaults>>;

/** What a gateway response changes of its type's defaults, and what only the log may say. */
export interface GatewayErrorOptions {
  readonly statusCode?: number;
  readonly message?: string;
  /** Why it happened, for the person who runs the app: never in the response. */
  readonly reason?: string;
}

/** API Gateway answers a request itself, without or in spite of the integration. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly type: GatewayErrorType;
  readonly statusCode: number;
  readonly errorType: string;
  readonly reason: string | undefined;

  constructor(type: GatewayErrorType, options: GatewayErrorOptions = {}) {
    const defaults = GATEWAY_ERRORS[type];
    super(options.message ?? defaults.message);
    this.type = type;
    this.statusCode = options.statusCode ?? defaults.statusCode;
    this.errorType = defaults.errorType;
    this.reason = options.reason;
  }
}

/** A function failed, or answered with what is no response: 502. */
export function badGateway(reason: string): GatewayError {
  return new GatewayError('DEFAULT_5XX', { statusCode: 502, reason });
}
