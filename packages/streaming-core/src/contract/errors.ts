/**
 * Every error a client can read: one row a code, with its HTTP status, whether the same request may
 * succeed when sent again, and the public text. The public text never depends on the error that caused it.
 */
export const ERRORS = {
  ROUTE_NOT_FOUND: { status: 404, retryable: false, message: 'No such route. See the route table.' },
  METHOD_NOT_ALLOWED: {
    status: 405,
    retryable: false,
    message: 'This route does not take that method. The Allow header lists those it takes.',
  },
  UNAUTHENTICATED: {
    status: 401,
    retryable: false,
    message: 'Send a valid Cognito ID token as "Authorization: Bearer <token>".',
  },
  AUTH_UNAVAILABLE: {
    status: 503,
    retryable: true,
    message: 'Tokens cannot be verified right now. Try again shortly.',
  },
  USER_MISMATCH: { status: 403, retryable: false, message: 'The token belongs to another user than the path names.' },
  INVALID_ID: {
    status: 400,
    retryable: false,
    message: 'An id in the path is malformed. Ids are 1 to 128 letters, digits, "_" or "-".',
  },
  INVALID_QUERY: {
    status: 400,
    retryable: false,
    message: 'A query parameter is missing or malformed. See the route.',
  },
  INVALID_IDEMPOTENCY_KEY: { status: 400, retryable: false, message: 'Idempotency-Key must be a UUID or a ULID.' },
  INVALID_ETAG: {
    status: 400,
    retryable: false,
    message: 'If-Match and If-None-Match take entity tags as an ETag header gave them, or "*".',
  },
  INVALID_ENCODING: { status: 400, retryable: false, message: 'The body is not valid base64 or not valid UTF-8.' },
  INVALID_JSON: { status: 400, retryable: false, message: 'The body is not valid JSON.' },
  INVALID_BODY: { status: 422, retryable: false, message: 'The body does not have the documented fields.' },
  BODY_TOO_LARGE: { status: 413, retryable: false, message: 'The body is larger than 256 KB.' },
  COACH_NOT_FOUND: { status: 404, retryable: false, message: 'This user has no such coach.' },
  COACH_IN_USE: {
    status: 409,
    retryable: false,
    message: 'This coach has conversations. Delete them first, or archive the coach.',
  },
  TEMPLATE_NOT_FOUND: { status: 404, retryable: false, message: 'There is no such coach template.' },
  CONVERSATION_NOT_FOUND: { status: 404, retryable: false, message: 'This coach has no such conversation.' },
  SESSION_NOT_FOUND: { status: 404, retryable: false, message: 'This user has no such coach creator session.' },
  SESSION_COMPLETE: {
    status: 409,
    retryable: false,
    message: 'This session is complete: every question has been answered. Start a new one to create another coach.',
  },
  SESSION_INCOMPLETE: {
    status: 409,
    retryable: false,
    message: 'This session is not answered to its end, so that no coach can be built from it yet.',
  },
  COACH_BUILDING: {
    status: 409,
    retryable: true,
    message: 'The coach of this session is being built. Try again once that has ended.',
  },
  QUESTION_ANSWERED: {
    status: 409,
    retryable: false,
    message:
      'This question is no longer the one being asked. Read the session again; the answer has not been taken as one.',
  },
  CHAT_NOT_FOUND: { status: 404, retryable: false, message: 'This user has no such chat.' },
  PERSONA_UNKNOWN: {
    status: 422,
    retryable: false,
    message: 'There is no such persona. The fields of this refusal name those there are, as does GET /chat/personas.',
  },
  MEMORY_NOT_FOUND: { status: 404, retryable: false, message: 'This user has no such memory.' },
  WORKOUT_NOT_FOUND: { status: 404, retryable: false, message: 'This user has no such workout.' },
  PROFILE_CHANGED: {
    status: 409,
    retryable: false,
    message: 'The profile has changed since it was read. Read it again, and send the change with its version.',
  },
  PRECONDITION_FAILED: {
    status: 412,
    retryable: false,
    message: 'This has changed since it was read. Read it again, and send the change with its ETag.',
  },
  DELETION_NOT_FOUND: {
    status: 404,
    retryable: false,
    message: "Nobody has asked for the deletion of this user's data.",
  },
  DIRECTIVE_REFUSED: {
    status: 422,
    retryable: false,
    message: "A training directive says how to train. It cannot change the coach's own rules.",
  },
  IMAGE_FORBIDDEN: { status: 403, retryable: false, message: "An image of this request is not one of this user's." },
  IMAGE_INVALID: {
    status: 422,
    retryable: false,
    message: 'An image of this request is no JPEG, PNG, GIF or WebP of at most 3.75 MB.',
  },
  IMAGE_NOT_FOUND: {
    status: 422,
    retryable: false,
    message: 'An image of this message has not been uploaded. Upload it, then send the message.',
  },
  TURN_NOT_FOUND: { status: 404, retryable: false, message: 'This user has no such turn.' },
  TURN_MISMATCH: {
    status: 422,
    retryable: false,
    message: 'This Idempotency-Key was used for another message. Use a new key.',
  },
  TURN_SUPERSEDED: {
    status: 409,
    retryable: false,
    message: 'A later message has been sent since. Send this one again under a new key.',
  },
  TURN_INTERRUPTED: {
    status: 503,
    retryable: true,
    message: 'The answer was interrupted. Send the same message again under the same key.',
  },
  TURN_STOPPED: {
    status: 409,
    retryable: false,
    message: 'This message was stopped before anything was saved. Send it again under a new key.',
  },
  CONVERSATION_BUSY: {
    status: 409,
    retryable: true,
    message: 'The coach is still answering another message in this conversation.',
  },
  RATE_LIMITED: { status: 429, retryable: true, message: 'Too many requests. Try again shortly.' },
  BUDGET_EXCEEDED: {
    status: 429,
    retryable: true,
    message: "Today's budget is used up. Retry-After tells when the next one begins.",
  },
  MODEL_THROTTLED: { status: 503, retryable: true, message: 'The coach is very busy. Try again shortly.' },
  MODEL_UNAVAILABLE: { status: 503, retryable: true, message: 'The coach could not be reached. Try again shortly.' },
  MODEL_TIMEOUT: { status: 503, retryable: true, message: 'The coach took too long to answer. Try again.' },
  MODEL_INTERRUPTED: { status: 503, retryable: true, message: 'The answer was interrupted. Try again.' },
  MODEL_REFUSED: { status: 503, retryable: false, message: 'The coach cannot answer this request as it stands.' },
  DEADLINE_EXCEEDED: {
    status: 503,
    retryable: true,
    message: 'The answer took longer than the time allowed. Try again.',
  },
  STORAGE_UNAVAILABLE: {
    status: 503,
    retryable: true,
    message: 'The conversation could not be read or saved. Try again shortly.',
  },
  INTERNAL: { status: 500, retryable: true, message: 'Something went wrong on our side. Try again.' },
} as const satisfies Record<string, ErrorRow>;

interface ErrorRow {
  /** HTTP status of a refusal before the stream has opened. */
  readonly status: number;
  readonly retryable: boolean;
  readonly message: string;
}

/** The closed set of codes in `error` events and refusals. */
export type ErrorCode = keyof typeof ERRORS;

/** All codes, for schemas and tests. */
export const ERROR_CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]];
