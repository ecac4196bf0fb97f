import {
  HEADER_PARAMETERS,
  type HttpMethod,
  OPERATION_TAGS,
  OPERATIONS,
  type Operation,
  type OperationParameter,
  PATH_PARAMETERS,
  QUERY_PARAMETERS,
  ROUTES,
  type RouteName,
} from '@coach-stream/streaming-core/contract';
import { ANSWER_SCHEMAS, BODY_SCHEMAS } from './component-schemas.ts';
import {
  describeOperation,
  HEADER_OBJECTS,
  type OperationRow,
  TICKET_SCHEME,
  TOKEN_SCHEME,
} from './describe-operation.ts';
import { SERVERS, type ServerObject } from './servers.ts';
import { toJsonSchemas, toParameterSchema } from './to-json-schemas.ts';

/** The version of the documented interface; goes up with the contract. */
const API_VERSION = '1.0.0';

const DESCRIPTION = `Streams an AI coach's answers token by token, and keeps what belongs to them.

A request that is not carried out is refused with the status and the code of one table: see \
[events and errors](events.md). A path that is none of these is refused with 404 \`ROUTE_NOT_FOUND\`, a method that a \
path does not take with 405 \`METHOD_NOT_ALLOWED\`. Readers skip fields that they do not know. Generated from the \
contract; do not edit.`;

/** The OpenAPI 3.1 document of every operation. @see https://spec.openapis.org/oas/v3.1.1.html */
export function buildOpenapi(): object {
  const paths: Record<string, Record<string, unknown>> = {};
  const refusals: Record<string, object> = {};
  for (const row of operationRows()) {
    const { pattern, params } = ROUTES[row.route];
    const described = describeOperation(row);
    Object.assign(refusals, described.refusals);
    paths[pattern] ??= {
      ...(row.server !== SERVERS.api && { servers: [row.server] }),
      ...(params.length > 0 && {
        parameters: params.map((name) => ({ $ref: `#/components/parameters/${name}-in-path` })),
      }),
    };
    paths[pattern][row.method.toLowerCase()] = described.operation;
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Coach Stream',
      version: API_VERSION,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [SERVERS.api],
    security: [{ [TOKEN_SCHEME]: [] }],
    tags: Object.entries(OPERATION_TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        [TOKEN_SCHEME]: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: "An ID token of the stage's Cognito user pool; its `custom:user_id` is the user.",
        },
        [TICKET_SCHEME]: {
          type: 'apiKey',
          in: 'query',
          name: 'ticket',
          description: "The `ticket` of the turn's `start` event: reads this turn, for 15 minutes. For `EventSource`.",
        },
      },
      parameters: {
        ...toParameters(PATH_PARAMETERS, 'path'),
        ...toParameters(QUERY_PARAMETERS, 'query'),
        ...toParameters(HEADER_PARAMETERS, 'header'),
      },
      headers: HEADER_OBJECTS,
      responses: Object.fromEntries(Object.entries(refusals).sort(([a], [b]) => (a < b ? -1 : 1))),
      schemas: { ...toJsonSchemas(ANSWER_SCHEMAS, 'output'), ...toJsonSchemas(BODY_SCHEMAS, 'input') },
    },
  };
}

/** Every operation, in the order of the route table. */
function operationRows(): (OperationRow & { readonly server: ServerObject })[] {
  return (Object.keys(ROUTES) as RouteName[]).flatMap((route) => {
    const { tag, server, ...operations } = OPERATIONS[route];
    const byMethod: Partial<Record<HttpMethod, Operation>> = operations;
    return ROUTES[route].methods.flatMap((method) => {
      const operation = byMethod[method];
      return operation === undefined ? [] : [{ route, method, tag, operation, server: SERVERS[server] }];
    });
  });
}

/** Parameters by name; those of paths are told from a query's of the same name. */
function toParameters(
  parameters: Readonly<Record<string, OperationParameter>>,
  place: 'path' | 'query' | 'header',
): Record<string, object> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { description, schema, isRequired }]) => [
      place === 'path' ? `${name}-in-path` : name,
      { name, in: place, required: isRequired, description, schema: toParameterSchema(schema) },
    ]),
  );
}
