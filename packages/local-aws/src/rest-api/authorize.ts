import { isJsonObject, type JsonObject } from '../json.ts';
import { type ApiRequest, headerOf } from './api-request.ts';
import { GatewayError } from './gateway-error.ts';
import type { Authorization, CognitoAuthorization } from './rest-api-config.ts';

/** A token's claims as a function gets them: all are strings. */
export type Claims = Readonly<Record<string, string>>;

/** What tokens are checked with. */
export interface TokenCheck {
  /** Claims of a token whose signature is one of the local pools'; `undefined` for any other text. */
  readToken(token: string): JsonObject | undefined;
  /** Milliseconds since 1970. */
  now(): number;
}

/**
 * Lets a caller pass.
 *
 * @returns claims of the token, where the method asks for one
 * @throws GatewayError `UNAUTHORIZED` and others that the caller gets
 */
export function authorize(request: ApiRequest, authorization: Authorization, check: TokenCheck): Claims | undefined {
  switch (authorization.kind) {
    case 'none':
      return undefined;
    case 'cognito':
      return authorizeByToken(request, authorization, check);
    case 'iam':
      throw new GatewayError('MISSING_AUTHENTICATION_TOKEN');
    case 'not-served':
      throw new GatewayError('AUTHORIZER_CONFIGURATION_ERROR', {
        reason: `${authorization.reason} is not served here`,
      });
    default:
      return authorization satisfies never;
  }
}

/**
 * Checks signature, issuer, expiry and use of a Cognito token. A method with scopes asks for an access token with one
 * of them, a method without for an ID token.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
 */
function authorizeByToken(request: ApiRequest, authorization: CognitoAuthorization, check: TokenCheck): Claims {
  const refuse = (reason: string, message?: string): never => {
    throw new GatewayError('UNAUTHORIZED', message === undefined ? { reason } : { reason, message });
  };
  const header = headerOf(request, authorization.header);
  if (header === undefined || header === '') return refuse(`there is no header ${authorization.header}`);
  const claims = check.readToken(header.replace(/^Bearer\s+/i, ''));
  if (claims === undefined) return refuse('no local user pool has signed the token');
  const { iss, exp, token_use: use, aud, scope } = claims;
  if (!authorization.issuers.includes(String(iss))) return refuse(`the token is of another user pool, ${String(iss)}`);
  // Also where there is no expiry
  if (!(Number(exp) * 1_000 > check.now())) return refuse('the token has expired', 'The incoming token has expired');
  const { audiencePattern, scopes } = authorization;
  const wantedUse = scopes.length === 0 ? 'id' : 'access';
  if (use !== wantedUse) return refuse(`the token is an ${String(use)} token where an ${wantedUse} token is needed`);
  const given = String(scope ?? '').split(' ');
  if (scopes.length > 0 && !scopes.some((wanted) => given.includes(wanted))) {
    return refuse(`the token has none of the scopes ${scopes.join(', ')}`);
  }
  if (audiencePattern !== undefined && !new RegExp(`^(?:${audiencePattern})$`).test(String(aud ?? ''))) {
    return refuse(`the token's audience does not match ${audiencePattern}`);
  }
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, claimText(name, value)]));
}

/** Times of issue and expiry are dates, lists have commas. */
function claimText(name: string, value: unknown): string {
  if ((name === 'exp' || name === 'iat') && typeof value === 'number') return dateText(new Date(value * 1_000));
  if (Array.isArray(value) && value.every((item) => !isJsonObject(item))) return value.join(',');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Such as `Wed Sep 28 20:32:46 UTC 2016`. */
function dateText(date: Date): string {
  // "Wed, 28 Sep 2016 20:32:46 GMT"
  const [weekday = '', day, month, year, time] = date.toUTCString().split(' ');
  return `${weekday.replace(',', '')} ${month} ${day} ${time} UTC ${year}`;
}
