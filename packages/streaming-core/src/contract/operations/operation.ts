import type * as z from 'zod/mini';
import type { ErrorCode } from '../errors.ts';
import type { ROUTES, RouteName } from '../routes.ts';
import type { HeaderParameterName, QueryParameterName } from './parameters.ts';

/** What a request's body is. */
export interface OperationBody {
  readonly schema: z.ZodMiniType;
  readonly isRequired: boolean;
  /** A body that is well; the documentation shows it, and the contract test sends it. */
  readonly example: unknown;
}

/** What a request that is carried out is answered with; an answer without `json` and `events` has no body. */
export interface OperationAnswer {
  readonly description: string;
  /** The body, where it is JSON. */
  readonly json?: z.ZodMiniType;
  /** Each event's data, where the body is a stream of server-sent events; one schema a dialect. */
  readonly events?: readonly z.ZodMiniType[];
  readonly headers?: readonly AnswerHeaderName[];
}

/** Headers of answers, beside `x-request-id`, which all have. */
export const ANSWER_HEADERS = {
  etag: 'The version of what is shown: opaque, for `If-Match` and `If-None-Match`.',
  location: 'Path of what was created, as seen from the origin.',
} as const;

/** The name of a header of answers. */
export type AnswerHeaderName = keyof typeof ANSWER_HEADERS;

/** HTTP statuses of requests that are carried out. */
export type AnswerStatus = 200 | 201 | 202 | 204 | 304;

/** One method of one route. */
export interface Operation {
  /** What it does, in one line. */
  readonly summary: string;
  /** What a caller has to know beside that. */
  readonly description?: string;
  readonly body?: OperationBody;
  readonly query?: readonly QueryParameterName[];
  readonly headers?: readonly HeaderParameterName[];
  /** Whether a turn's ticket in the query does in the place of a token. */
  readonly takesTicket?: boolean;
  readonly answers: Readonly<Partial<Record<AnswerStatus, OperationAnswer>>>;
  /** Codes of refusals that do not follow already from token, path, query, headers and body. */
  readonly refusals?: readonly ErrorCode[];
}

/** Headings under which operations are documented. */
export const OPERATION_TAGS = {
  'Conversations with a coach': 'Messages to a coach and its answers, streamed or as JSON.',
  'Coach creator': 'Sessions whose answers a coach is built from.',
  Coaches: "A user's coaches.",
  'Persona chat': "The light chat with built-in personas; the user is the token's.",
  Turns: 'One message and its answer, under one `Idempotency-Key`.',
  'What is kept': 'Memories, workouts, the profile and images, and the deletion of everything.',
} as const;

/** A heading of the documentation. */
export type OperationTag = keyof typeof OPERATION_TAGS;

/** Where a route is served: the REST API, or the Function URL of a stream, as the outputs file names them. */
export type OperationServer = 'api' | 'coachConversation' | 'coachCreatorSession' | 'personaChat';

/** The methods of a route. */
export type RouteMethod<Name extends RouteName> = (typeof ROUTES)[Name]['methods'][number];

/** The operations of one route: a row for each of its methods. */
export type RouteOperations<Name extends RouteName> = {
  readonly tag: OperationTag;
  readonly server: OperationServer;
} & { readonly [Method in RouteMethod<Name>]: Operation };

/** The operations of every route. */
export type OperationTable = { readonly [Name in RouteName]: RouteOperations<Name> };

/** A body with an example that the compiler holds against the schema. */
export function jsonBody<Schema extends z.ZodMiniType>(
  schema: Schema,
  { example, isRequired = true }: { example: z.input<Schema>; isRequired?: boolean },
): OperationBody {
  return { schema, isRequired, example };
}
