import { Duration } from 'aws-cdk-lib';

/** What browsers are told, whichever way a request takes: Function URL or REST API. */
export const CORS = {
  allowedHeaders: [
    'authorization',
    'content-type',
    'idempotency-key',
    'last-event-id',
    'accept-stream',
    'if-match',
    'if-none-match',
  ],
  exposedHeaders: ['x-request-id', 'retry-after', 'etag'],
  /** How long a browser remembers a preflight's answer. */
  maxAge: Duration.hours(1),
} as const;
