import type { ServerResponse } from 'node:http';
import { writeXmlError } from '../endpoint/aws-error.ts';

const STATUS = {
  AccessDenied: 403,
  AccessForbidden: 403,
  AuthorizationHeaderMalformed: 400,
  AuthorizationQueryParametersError: 400,
  BadDigest: 400,
  BadRequest: 400,
  IncompleteBody: 400,
  InvalidArgument: 400,
  InvalidURI: 400,
  KeyTooLongError: 400,
  MissingContentLength: 411,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NotImplemented: 501,
  RequestTimeTooSkewed: 403,
  SignatureDoesNotMatch: 403,
  XAmzContentSHA256Mismatch: 400,
} as const;

/** Codes of S3's errors that are answered here. */
export type S3ErrorCode = keyof typeof STATUS;

/**
 * An error that S3 answers: the code is what an SDK client makes `error.name` of.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly code: S3ErrorCode;

  constructor(code: S3ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Answers with an error as S3 does; an answer to HEAD has no body, and so no code. */
export function writeS3Error(response: ServerResponse, method: string, { code, message }: S3Error): void {
  const status = STATUS[code];
  if (method === 'HEAD') response.writeHead(status, { 'content-type': 'application/xml' }).end();
  else writeXmlError(response, { status, code, message }, true);
}
