import {
  ANSWER_HEADERS,
  type HttpMethod,
  type Operation,
  type OperationAnswer,
  ROUTES,
  type RouteName,
} from '@coach-stream/streaming-core/contract';
import type * as z from 'zod/mini';
import { ANSWER_SCHEMAS, BODY_SCHEMAS, type ComponentSchema } from './component-schemas.ts';
import { type JsonSchema, schemaRef } from './json-schema.ts';
import { byStatus, eventStream, refusalCodes, refusalName, refusalResponse } from './refusals.ts';

/** A row of the table of operations. */
export interface OperationRow {
  readonly route: RouteName;
  readonly method: HttpMethod;
  readonly tag: string;
  readonly operation: Operation;
}

/** The name of the security scheme of ID tokens. */
export const TOKEN_SCHEME = 'cognitoIdToken';
/** The name of the security scheme of a turn's ticket. */
export const TICKET_SCHEME = 'turnTicket';

/** The operation object of a row, and the refusals under `components` that it refers to. */
export function describeOperation({ route, method, tag, operation }: OperationRow): {
  readonly operation: object;
  readonly refusals: Readonly<Record<string, object>>;
} {
  const { summary, description, body, query = [], headers = [], takesTicket = false, answers } = operation;
  const isStream = Object.values(answers).some(({ events }) => events !== undefined);
  const refused = [...byStatus(refusalCodes(ROUTES[route], operation))].map(([status, codes]) => {
    return { status, name: refusalName(status, codes, isStream), response: refusalResponse(codes, isStream) };
  });
  const parameters = [...query, ...headers].map((name) => ({ $ref: `#/components/parameters/${name}` }));
  return {
    operation: {
      operationId: `${method.toLowerCase()}${route.charAt(0).toUpperCase()}${route.slice(1)}`,
      summary,
      ...(description !== undefined && { description }),
      tags: [tag],
      ...(takesTicket && { security: [{ [TOKEN_SCHEME]: [] }, { [TICKET_SCHEME]: [] }] }),
      ...(parameters.length > 0 && { parameters }),
      ...(body && {
        requestBody: {
          required: body.isRequired,
          content: {
            'application/json': { schema: schemaRef(nameOf(BODY_SCHEMAS, body.schema)), example: body.example },
          },
        },
      }),
      responses: {
        ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, toResponse(answer)])),
        ...Object.fromEntries(refused.map(({ status, name }) => [status, { $ref: `#/components/responses/${name}` }])),
      },
    },
    refusals: Object.fromEntries(refused.map(({ name, response }) => [name, response])),
  };
}

function toResponse({ description, json, events, headers = [] }: OperationAnswer): object {
  const content = {
    ...(json && { 'application/json': { schema: schemaRef(nameOf(ANSWER_SCHEMAS, json)) } }),
    ...(events && { 'text/event-stream': { schema: eventStream(unionOf(events)) } }),
  };
  return {
    description,
    headers: Object.fromEntries(
      ['x-request-id', ...headers].map((name) => [name, { $ref: `#/components/headers/${name}` }]),
    ),
    ...(Object.keys(content).length > 0 && { content }),
  };
}

/** Headers of answers, by name. */
export const HEADER_OBJECTS = Object.fromEntries(
  Object.entries({
    'x-request-id': 'The id of the request, to be quoted to the platform team.',
    'retry-after': 'Whole seconds after which the request may be sent again, where that is known.',
    ...ANSWER_HEADERS,
  }).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
);

/** The data of an event in any of the dialects. */
function unionOf(schemas: readonly z.ZodMiniType[]): JsonSchema {
  const refs = schemas.map((schema) => schemaRef(nameOf(ANSWER_SCHEMAS, schema)));
  const [only, ...others] = refs;
  return only !== undefined && others.length === 0 ? only : { anyOf: refs };
}

function nameOf(components: Readonly<Record<string, ComponentSchema>>, schema: z.ZodMiniType): string {
  const found = Object.entries(components).find(([, component]) => component.schema === schema);
  if (found === undefined) {
    throw new TypeError('A schema of an operation has no name yet. Give it one in component-schemas.ts.');
  }
  return found[0];
}
