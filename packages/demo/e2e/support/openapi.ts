import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HTTP_METHODS, type HttpVerb } from './http-methods.ts';

/** A part of the document: objects, lists and texts. */
type Part = Readonly<Record<string, unknown>>;

/** A parameter of an operation. */
export interface DocumentedParameter {
  readonly name: string;
  readonly place: 'path' | 'query' | 'header';
  readonly isRequired: boolean;
}

/** What the document says of a response: where its schemas are, as JSON pointers. */
export interface DocumentedResponse {
  readonly json: string | undefined;
  /** Of each event's data. */
  readonly events: string | undefined;
  readonly headers: readonly string[];
}

/** What the document says of a body. */
export interface DocumentedBody {
  readonly schema: Part;
  readonly example: Part;
  readonly isRequired: boolean;
}

/** An operation of `docs/openapi.json`. */
export interface DocumentedOperation {
  readonly operationId: string;
  readonly method: HttpVerb;
  readonly path: string;
  /** The field of the outputs file that holds its address, such as `streams.coachConversation`. */
  readonly server: string;
  readonly parameters: readonly DocumentedParameter[];
  readonly body: DocumentedBody | undefined;
  readonly responses: ReadonlyMap<number, DocumentedResponse>;
}

/** The document as it lies in the repository. */
export const OPENAPI: Part = asPart(
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../../docs/openapi.json'), 'utf8')),
);

/** Every operation of the document. */
export const OPERATIONS: readonly DocumentedOperation[] = Object.entries(asPart(OPENAPI.paths)).flatMap(
  ([path, item]) => HTTP_METHODS.flatMap((method) => readOperation(path, asPart(item), method)),
);

/** The operations of each path. */
export const OPERATIONS_BY_PATH: ReadonlyMap<string, readonly DocumentedOperation[]> = Map.groupBy(
  OPERATIONS,
  ({ path }) => path,
);

/** The operation of this name. */
export function operation(operationId: string): DocumentedOperation {
  const found = OPERATIONS.find((listed) => listed.operationId === operationId);
  if (found === undefined) {
    throw new Error(`The document has no operation ${operationId}.`);
  }
  return found;
}

function readOperation(path: string, item: Part, method: HttpVerb): DocumentedOperation[] {
  const found = item[method.toLowerCase()];
  if (found === undefined) {
    return [];
  }
  const { operationId, responses, requestBody, parameters: own = [] } = asPart(found);
  const [server] = asList(item.servers ?? OPENAPI.servers);
  return [
    {
      operationId: String(operationId),
      method,
      path,
      server: String(asPart(server)['x-outputs']),
      parameters: [...asList(item.parameters ?? []), ...asList(own)].map((ref) => readParameter(resolve(ref).part)),
      body: requestBody === undefined ? undefined : readBody(asPart(requestBody)),
      responses: new Map(
        Object.entries(asPart(responses)).map(([status, ref]) => {
          const at = ['paths', path, method.toLowerCase(), 'responses', status];
          return [Number(status), readResponse(ref, at)];
        }),
      ),
    },
  ];
}

function readParameter({ name, in: place, required }: Part): DocumentedParameter {
  if (place !== 'path' && place !== 'query' && place !== 'header') {
    throw new Error(`A parameter stands in ${place}.`);
  }
  return { name: String(name), place, isRequired: required === true };
}

function readBody({ content, required }: Part): DocumentedBody {
  const { schema, example } = asPart(asPart(content)['application/json']);
  return { schema: resolve(schema).part, example: asPart(example), isRequired: required === true };
}

function readResponse(ref: unknown, at: readonly string[]): DocumentedResponse {
  const { part, path } = resolve(ref, at);
  const content = asPart(part.content ?? {});
  const schemaAt = (type: string, ...more: string[]) =>
    type in content ? pointer([...path, 'content', type, 'schema', ...more]) : undefined;
  return {
    json: schemaAt('application/json'),
    events: schemaAt('text/event-stream', 'contentSchema', 'items'),
    headers: Object.keys(asPart(part.headers ?? {})),
  };
}

/** What a reference names, and where that is; what is none is itself. */
function resolve(ref: unknown, at: readonly string[] = []): { part: Part; path: readonly string[] } {
  const { $ref } = asPart(ref);
  if (typeof $ref !== 'string') {
    return { part: asPart(ref), path: at };
  }
  const path = $ref.replace('#/', '').split('/');
  return { part: path.reduce((seen: Part, key) => asPart(seen[key]), OPENAPI), path };
}

/** https://www.rfc-editor.org/rfc/rfc6901, in its form for URIs */
function pointer(path: readonly string[]): string {
  const keys = path.map((key) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1')));
  return `#/${keys.join('/')}`;
}

function asPart(value: unknown): Part {
  if (typeof value !== 'object' || value === null) {
    throw new Error(`The document has ${JSON.stringify(value)} where an object is expected.`);
  }
  return value as Part;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
