import type { IncomingHttpHeaders } from 'node:http';

/** Who signed a call and for which service, as its credential scope says. */
export interface CredentialScope {
  readonly accessKeyId: string;
  /** The service's signing name, such as `dynamodb`, `bedrock` or `cognito-idp`. */
  readonly service: string;
}

/**
 * The credential scope of a signed call: from the Authorization header, or from `X-Amz-Credential` of a presigned URL.
 *
 * `undefined` for an unsigned call. The signature itself is not computed again here: every access key id is random, made
 * for one caller and known to nobody else, so that the id alone tells the caller; there is no other party to keep out on
 * the loopback interface. S3 verifies it, because its presigned URLs are handed on.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function credentialScope(headers: IncomingHttpHeaders, query: URLSearchParams): CredentialScope | undefined {
  const header = /^AWS4-[A-Z0-9-]+ .*?Credential=([^,\s]+)/.exec(headers.authorization ?? '');
  const parts = (header?.[1] ?? query.get('X-Amz-Credential') ?? '').split('/');
  const [accessKeyId, service] = [parts[0], parts.at(-2)];
  if (parts.length < 4 || accessKeyId === undefined || service === undefined) return undefined;
  return { accessKeyId, service };
}

/** The part of `X-Amz-Target` before its dot, such as `AWSCognitoIdentityProviderService`. */
export function targetPrefix(headers: IncomingHttpHeaders): string | undefined {
  const target = headers['x-amz-target'];
  return typeof target === 'string' && target.includes('.') ? target.slice(0, target.lastIndexOf('.')) : undefined;
}
