import { ERRORS, PROTOCOL_VERSION } from '@coach-stream/streaming-core/contract';
import { ANSWER_SCHEMAS } from '../openapi/component-schemas.ts';
import type { JsonSchema } from '../openapi/json-schema.ts';
import { toJsonSchemas } from '../openapi/to-json-schemas.ts';
import { EVENT_DOCS } from './event-docs.ts';
import { SIMPLE_EVENT_DOCS } from './simple-event-docs.ts';

const INTRODUCTION = `# Events and errors

Generated from the contract (\`packages/streaming-core/src/contract\`) by \`npm run docs\`; do not edit. The routes
are in [openapi.json](openapi.json).

A stream is server-sent events in UTF-8, each with its \`data\`: one JSON object, told apart by \`type\`. Protocol \
${PROTOCOL_VERSION}.

- Readers skip events and fields that they do not know, and comment lines, which fill silence.
- The id of an event is \`<attempt>.<seq>\`; send the last one back as \`Last-Event-ID\` under the same \`Idempotency-Key\`
  to read on behind it.
- There is at most one terminal event, \`complete\` or \`error\`, and nothing behind it. **A stream that ends without one
  was cut**: come back.`;

/** The page of every event and of every error code, as Markdown. */
export function buildEventsPage(): string {
  const schemas = toJsonSchemas(ANSWER_SCHEMAS, 'output');
  const events = Object.entries(EVENT_DOCS).map(([type, { summary, fields, example }]) => {
    const schema = schemas[`${type.charAt(0).toUpperCase()}${type.slice(1)}Event`] ?? {};
    return [
      `### \`${type}\``,
      summary,
      fieldTable(schema, fields),
      `\`\`\`json\n${JSON.stringify(example, undefined, 2)}\n\`\`\``,
    ].join('\n\n');
  });
  const shared = ['Message', 'Usage', 'Retrieval', 'WorkoutLogged', 'MemorySaved', 'CreatorProgress'].map((name) => {
    const schema = schemas[name] ?? {};
    return [`### ${name}`, schema.description ?? '', fieldTable(schema, {})].join('\n\n');
  });
  return `${[
    INTRODUCTION,
    '## Events',
    ...events,
    '## The simple dialect',
    'What `/chat/stream` speaks unless `Accept-Stream: events` asks for all events. The data is one of these; it has no ids. ' +
      'What cannot be said in it, such as that text is taken back, is an error: the same message under the same key then ' +
      'gives the text anew.',
    simpleEventTable(),
    '## What events hold',
    ...shared,
    '## Errors',
    'A refusal before the stream has opened has the HTTP status, and is JSON: `code`, `message`, `retryable`, `requestId`, ' +
      'and `fields` where fields of the body were refused; where `Accept` asks for `text/event-stream` it is one `error` ' +
      'event. After that it is the `error` event, and the status stays 200.',
    errorTable(),
  ].join('\n\n')}\n`;
}

function fieldTable(schema: JsonSchema, docs: Readonly<Record<string, string>>): string {
  const rows = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const isOptional = !schema.required?.includes(name);
    const description = docs[name] ?? property.description ?? '';
    return `| \`${name}\`${isOptional ? ' (optional)' : ''} | ${typeText(property)} | ${description} |`;
  });
  return ['| field | type | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

function typeText({ $ref, type, items, const: constant, enum: values, properties }: JsonSchema): string {
  if ($ref !== undefined) {
    const name = $ref.split('/').at(-1) ?? '';
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (constant !== undefined) {
    return `\`${JSON.stringify(constant)}\``;
  }
  if (values !== undefined && values.length <= 12) {
    return values.map((value) => `\`${value}\``).join(', ');
  }
  if (properties !== undefined) {
    const fields = Object.entries(properties).map(([name, property]) => `${name}: ${typeText(property)}`);
    return `{${fields.join(', ')}}`;
  }
  if (items !== undefined) {
    return `array of ${typeText(items)}`;
  }
  return [type].flat().join(' or ');
}

function simpleEventTable(): string {
  const rows = SIMPLE_EVENT_DOCS.map(({ example, meaning }) => `| \`${JSON.stringify(example)}\` | ${meaning} |`);
  return ['| data | meaning |', '| --- | --- |', ...rows].join('\n');
}

function errorTable(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, retryable, message }]) =>
      `| \`${code}\` | ${status} | ${retryable ? 'yes' : 'no'} | ${message} |`,
  );
  return ['| code | status | retryable | text |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
