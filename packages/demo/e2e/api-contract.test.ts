import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiAnswer, type ApiRequest, newApiUser, sendTo } from './support/api-user.ts';
import { control, localRun } from './support/local-run.ts';
import { type DocumentedOperation, OPERATIONS } from './support/openapi.ts';
import { schemaProblems } from './support/openapi-schemas.ts';
import { validRequest } from './support/valid-request.ts';

const run = localRun();

beforeAll(() => control(run, 'PUT', '/model/script', { firstTokenMs: 1, tokenMs: 1 }));
afterAll(() => control(run, 'PUT', '/model/script', {}));

/** Holds an answer against what the document says of its status. */
function expectDocumented(
  { responses }: DocumentedOperation,
  { status, headers, json, events, text }: ApiAnswer,
): void {
  const documented = responses.get(status);
  expect({ status, text, isDocumented: documented !== undefined }).toMatchObject({ isDocumented: true });
  expect(documented?.headers.filter((name) => name !== 'retry-after' && !headers.has(name))).toEqual([]);
  if (json !== undefined) {
    expect(schemaProblems(documented?.json ?? '', json)).toEqual([]);
  } else if (headers.get('content-type')?.startsWith('text/event-stream')) {
    expect(events.length).toBeGreaterThan(0);
    for (const event of events) {
      expect({ event, problems: schemaProblems(documented?.events ?? '', event) }).toMatchObject({ problems: [] });
    }
  } else {
    expect({ text, documented }).toMatchObject({ text: '', documented: { json: undefined, events: undefined } });
  }
}

type Variant = readonly [how: string, changes: Pick<ApiRequest, 'query' | 'headers'>];

/** The ways in which an operation may be asked, as its parameters say. */
function variantsOf({ parameters }: DocumentedOperation): readonly Variant[] {
  const byParameter: Readonly<Record<string, Variant>> = {
    stream: ['as a stream', { query: { stream: 'true' } }],
    'Accept-Stream': ['with all events', { headers: { 'accept-stream': 'events' } }],
    limit: ['for a page', { query: { limit: '1' } }],
  };
  return [
    ['plainly', {}],
    ...parameters.map(({ name }) => byParameter[name]).filter((variant) => variant !== undefined),
  ];
}

const CASES = OPERATIONS.flatMap((operation) =>
  variantsOf(operation).map(([how, changes]) => [operation.operationId, how, operation, changes] as const),
);

describe('an answer is as docs/openapi.json says', () => {
  it.each(CASES)(
    'of %s, asked %s',
    async (_operationId, _how, operation, changes) => {
      const user = await newApiUser(run);
      const answer = await sendTo(user, operation, { ...(await validRequest(user, operation)), ...changes });
      expect({ text: answer.text, isCarriedOut: answer.status < 400 }).toMatchObject({ isCarriedOut: true });
      expectDocumented(operation, answer);
    },
    60_000,
  );

  const tagged = OPERATIONS.filter(({ parameters }) => parameters.some(({ name }) => name === 'If-None-Match'));

  it.each(tagged.map((operation) => [operation.operationId, operation] as const))(
    'of %s, to a reader that has it already',
    async (_operationId, operation) => {
      const user = await newApiUser(run);
      const request = await validRequest(user, operation);
      const etag = (await sendTo(user, operation, request)).headers.get('etag') ?? '';
      const answer = await sendTo(user, operation, { ...request, headers: { 'if-none-match': etag } });
      expect(answer).toMatchObject({ status: 304, text: '' });
      expectDocumented(operation, answer);
    },
    60_000,
  );
});
