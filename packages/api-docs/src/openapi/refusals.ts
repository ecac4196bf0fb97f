import { ERRORS, type ErrorCode, type Operation, type Route } from '@coach-stream/streaming-core/contract';
import { schemaRef } from './json-schema.ts';

/** Codes that any operation may refuse with. */
const ALWAYS: readonly ErrorCode[] = ['RATE_LIMITED', 'DEADLINE_EXCEEDED', 'STORAGE_UNAVAILABLE', 'INTERNAL'];

/** Every code that an operation may refuse with: those of its row, and those that follow from what it takes. */
export function refusalCodes(route: Route, operation: Operation): ErrorCode[] {
  const { body, query = [], headers = [], refusals = [] } = operation;
  const codes: ErrorCode[] = [
    ...(route.authRequired ? (['UNAUTHENTICATED', 'AUTH_UNAVAILABLE'] as const) : []),
    ...(route.validateUserMatch ? (['USER_MISMATCH'] as const) : []),
    // A malformed user id is another user's.
    ...(route.params.some((name) => name !== 'userId') ? (['INVALID_ID'] as const) : []),
    ...(query.some((name) => name !== 'stream') ? (['INVALID_QUERY'] as const) : []),
    ...(headers.includes('Idempotency-Key') ? (['INVALID_IDEMPOTENCY_KEY'] as const) : []),
    ...(headers.some((name) => name === 'If-Match' || name === 'If-None-Match') ? (['INVALID_ETAG'] as const) : []),
    ...(headers.includes('If-Match') ? (['PRECONDITION_FAILED'] as const) : []),
    ...(body === undefined ? [] : (['INVALID_ENCODING', 'INVALID_JSON', 'INVALID_BODY', 'BODY_TOO_LARGE'] as const)),
    ...refusals,
    ...ALWAYS,
  ];
  return [...new Set(codes)];
}

/** The codes by HTTP status, each group in the order of the table of errors. */
export function byStatus(codes: readonly ErrorCode[]): Map<number, ErrorCode[]> {
  const groups = new Map<number, ErrorCode[]>();
  for (const code of (Object.keys(ERRORS) as ErrorCode[]).filter((listed) => codes.includes(listed))) {
    const { status } = ERRORS[code];
    groups.set(status, [...(groups.get(status) ?? []), code]);
  }
  return new Map([...groups].sort(([a], [b]) => a - b));
}

/** The name of a refusal under `components`: operations that refuse alike share it. */
export function refusalName(status: number, codes: readonly ErrorCode[], isStream: boolean): string {
  return [isStream ? `${status}s` : status, ...codes].join('.');
}

/** The response object of a refusal. */
export function refusalResponse(codes: readonly ErrorCode[], isStream: boolean): object {
  const narrowed = (name: string) => ({ allOf: [schemaRef(name), { properties: { code: { enum: codes } } }] });
  const hasRetryAfter = codes.some((code) => ERRORS[code].retryable);
  return {
    description: codes.map((code) => `\`${code}\`: ${ERRORS[code].message}`).join('\n\n'),
    headers: {
      'x-request-id': { $ref: '#/components/headers/x-request-id' },
      ...(hasRetryAfter && { 'retry-after': { $ref: '#/components/headers/retry-after' } }),
    },
    content: {
      'application/json': { schema: narrowed('Refusal') },
      ...(isStream && { 'text/event-stream': { schema: eventStream(narrowed('ErrorEvent')) } }),
    },
  };
}

/** The schema of a response that is a stream of events: a text, whose events' data are as `event` says. */
export function eventStream(event: object): object {
  return {
    type: 'string',
    description: 'Server-sent events. The data of each is one JSON object.',
    contentMediaType: 'text/event-stream',
    contentSchema: { type: 'array', items: event },
  };
}
