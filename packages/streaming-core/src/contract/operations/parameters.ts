import * as z from 'zod/mini';
import { idSchema } from '../ids.ts';
import { MAX_PAGE_ITEMS } from '../resources.ts';
import type { ROUTES, RouteName } from '../routes.ts';

/** A parameter of operations. */
export interface OperationParameter {
  readonly description: string;
  readonly schema: z.ZodMiniType;
  readonly isRequired: boolean;
}

const turnIdSchema = z.string().check(
  // A UUID or a ULID, in either case; see `canonicalTurnId`.
  z.regex(
    /^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25})$/,
    'must be a UUID or a ULID',
  ),
);

type PathParameterName = (typeof ROUTES)[RouteName]['params'][number];

const inPath = (description: string, schema: z.ZodMiniType = idSchema) => ({ description, schema, isRequired: true });

/** Every parameter of a path. */
export const PATH_PARAMETERS = {
  userId: inPath("The user's id: the token's `custom:user_id`."),
  coachId: inPath("A coach of the user's."),
  conversationId: inPath('A conversation with the coach.'),
  sessionId: inPath("A coach creator session or a chat of the user's."),
  templateId: inPath('A coach template.'),
  memoryId: inPath("A memory of the user's."),
  workoutId: inPath("A workout of the user's."),
  turnId: inPath('The turn: the `Idempotency-Key` of its message.', turnIdSchema),
} as const satisfies Record<PathParameterName, OperationParameter>;

/** Every parameter of a query. */
export const QUERY_PARAMETERS = {
  limit: {
    description: `Most items of the page, 1 to ${MAX_PAGE_ITEMS}.`,
    schema: z._default(z.int().check(z.minimum(1), z.maximum(MAX_PAGE_ITEMS)), MAX_PAGE_ITEMS),
    isRequired: false,
  },
  cursor: {
    description: 'The `nextCursor` of the page before; good for this list of this user alone.',
    schema: z.string(),
    isRequired: false,
  },
  turnId: { description: 'The turn to watch.', schema: turnIdSchema, isRequired: true },
  stream: {
    description: 'With `true` the answer is the stream of events, as the Function URL gives it.',
    schema: z.enum(['true', 'false']),
    isRequired: false,
  },
} as const satisfies Record<string, OperationParameter>;

/** The name of a parameter of a query. */
export type QueryParameterName = keyof typeof QUERY_PARAMETERS;

/** Every header that an operation reads, beside `Authorization`. */
export const HEADER_PARAMETERS = {
  'Idempotency-Key': {
    description: 'A UUID or a ULID of the client. A repeat of it does nothing again, and is answered as the first one.',
    schema: turnIdSchema,
    isRequired: false,
  },
  'Last-Event-ID': {
    description: 'The id of the last event that the reader has: it gets those behind it.',
    schema: z.string(),
    isRequired: false,
  },
  'Accept-Stream': {
    description: 'With `events` the stream has all events; else it is in the simple dialect.',
    schema: z.enum(['events', 'simple']),
    isRequired: false,
  },
  'If-Match': {
    description: 'The `ETag` of what is to be changed, or `*`: where it has changed since, the change is refused.',
    schema: z.string(),
    isRequired: false,
  },
  'If-None-Match': {
    description: 'The `ETag` of what the reader has: where that is still all, the answer is 304.',
    schema: z.string(),
    isRequired: false,
  },
} as const satisfies Record<string, OperationParameter>;

/** The name of a header that operations read. */
export type HeaderParameterName = keyof typeof HEADER_PARAMETERS;
