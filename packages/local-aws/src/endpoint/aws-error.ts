import type { ServerResponse } from 'node:http';

/** An error as AWS services answer it. */
export interface AwsError {
  /** HTTP status, such as 400. */
  readonly status: number;
  /** The error's name, such as `ResourceNotFoundException`: what an SDK client makes `error.name` of. */
  readonly code: string;
  readonly message: string;
}

/**
 * Answers with an error in the shape of AWS's JSON protocols: name in `x-amzn-errortype` and `__type`.
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization
 */
export function writeJsonError(response: ServerResponse, { status, code, message }: AwsError): void {
  const body = Buffer.from(JSON.stringify({ __type: code, message }));
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'content-length': body.byteLength,
    'x-amzn-errortype': code,
  });
  response.end(body);
}

/**
 * Answers with an error in the shape of the XML protocols of S3 and of the older query services.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export function writeXmlError(response: ServerResponse, { status, code, message }: AwsError, isS3: boolean): void {
  const error = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>`;
  const xml = isS3 ? `<Error>${error}</Error>` : `<ErrorResponse><Error>${error}</Error></ErrorResponse>`;
  const body = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${xml}`);
  response.writeHead(status, { 'content-type': 'application/xml', 'content-length': body.byteLength });
  response.end(body);
}

function escapeXml(text: string): string {
  return text.replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character] ?? '');
}
