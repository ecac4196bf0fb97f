/** An error that Cognito answers: the name is what an SDK client makes `error.name` of. */
export class CognitoError extends Error {
  override readonly name = 'CognitoError';
  /** Such as `NotAuthorizedException`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** `InvalidParameterException` with what is wrong. */
export function invalidParameter(message: string): CognitoError {
  return new CognitoError('InvalidParameterException', message);
}

/** `NotAuthorizedException` with the reason. */
export function notAuthorized(message: string): CognitoError {
  return new CognitoError('NotAuthorizedException', message);
}
