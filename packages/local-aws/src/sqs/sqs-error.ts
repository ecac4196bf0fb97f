import type { ServerResponse } from 'node:http';
import { writeJsonError } from '../endpoint/aws-error.ts';

/** Codes that SQS had in its older query protocol, and still tells in a header, where they differ from the names. */
const QUERY_CODES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'AccessDenied',
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
};

/** An error that SQS answers: the code is what an SDK client makes `error.name` of. */
export class SqsError extends Error {
  override readonly name = 'SqsError';
  /** Such as `QueueDoesNotExist`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Answers with an error as SQS does: the name in the body, the older code in a header.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait
 */
export function writeSqsError(response: ServerResponse, code: string, message: string): void {
  response.setHeader('x-amzn-query-error', `${QUERY_CODES[code] ?? code};Sender`);
  writeJsonError(response, { status: code === 'AccessDeniedException' ? 403 : 400, code, message });
}
