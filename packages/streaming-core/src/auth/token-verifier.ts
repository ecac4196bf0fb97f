import { CognitoJwtVerifier } from 'aws-jwt-verify';
import {
  FetchError,
  JwksNotAvailableInCacheError,
  JwksValidationError,
  JwkValidationError,
  WaitPeriodNotYetEndedJwkError,
} from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { USER_ID_CLAIM } from '../contract/user-id-claim.ts';
import { StreamError } from '../stream-error.ts';

/** How long the verifier waits before it fetches keys again after an unknown key id. */
const KEY_RETRY_SECONDS = 10;

/** Whom a verified token belongs to. */
export interface VerifiedUser {
  /** The `custom:user_id` claim; `undefined` where the token has none. */
  readonly userId: string | undefined;
}

/** Checks a bearer token. */
export interface TokenVerifier {
  /** @throws StreamError `UNAUTHENTICATED` for a token that is not valid, `AUTH_UNAVAILABLE` where that cannot be told. */
  verify(token: string): Promise<VerifiedUser>;
}

export interface CognitoVerifierOptions {
  readonly userPoolId: string;
  readonly clientId: string;
  /** Where keys come from; by default they are fetched from the pool over HTTPS and kept. */
  readonly jwksCache?: SimpleJwksCache;
}

/**
 * Verifies Cognito ID tokens: signature, issuer, audience, token use and times. Make one per process: it keeps the
 * pool's keys, which it starts to fetch at once.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 */
export function createCognitoVerifier({ userPoolId, clientId, jwksCache }: CognitoVerifierOptions): TokenVerifier {
  const verifier = CognitoJwtVerifier.create(
    { userPoolId, clientId, tokenUse: 'id' },
    { jwksCache: jwksCache ?? new SimpleJwksCache() },
  );
  // A failure here is no failure of the start: the first verification fetches again and reports it.
  verifier.hydrate().catch(() => undefined);
  return {
    async verify(token) {
      try {
        const claims = await verifier.verify(token);
        const userId = claims[USER_ID_CLAIM];
        return { userId: typeof userId === 'string' ? userId : undefined };
      } catch (cause) {
        throw isKeyOutage(cause)
          ? new StreamError('AUTH_UNAVAILABLE', { cause, retryAfterSeconds: KEY_RETRY_SECONDS })
          : new StreamError('UNAUTHENTICATED', { cause });
      }
    },
  };
}

function isKeyOutage(error: unknown): boolean {
  return (
    error instanceof FetchError ||
    error instanceof JwksNotAvailableInCacheError ||
    error instanceof JwksValidationError ||
    error instanceof JwkValidationError ||
    // After an unknown key id the keys are not fetched again for a while. The next unknown one may be a new key's.
    error instanceof WaitPeriodNotYetEndedJwkError
  );
}
