import { ERRORS, simpleEventSchema, streamEventSchema } from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
import { buildEventsPage } from './build-events-page.ts';
import { EVENT_DOCS } from './event-docs.ts';
import { SIMPLE_EVENT_DOCS } from './simple-event-docs.ts';

describe('the catalogue of events', () => {
  it.each(Object.values(EVENT_DOCS).map(({ example }) => [example.type, example] as const))(
    'has an example of %s that readers read as it is',
    (_type, example) => {
      expect(streamEventSchema.parse(example)).toEqual(example);
    },
  );

  it.each(SIMPLE_EVENT_DOCS.map(({ example }) => [example]))('has an example of the simple dialect, %j', (example) => {
    expect(simpleEventSchema.parse(example)).toEqual(example);
  });

  it('knows every event of the wire', () => {
    const known = streamEventSchema.def.options.map(({ def }) => def.shape.type.def.values[0]);
    expect(Object.keys(EVENT_DOCS).sort()).toEqual(known.sort());
  });

  it.each(Object.entries(ERRORS))('tells of %s its status, whether to try again, and its text', (code, row) => {
    const line = `| \`${code}\` | ${row.status} | ${row.retryable ? 'yes' : 'no'} | ${row.message} |`;
    expect(buildEventsPage()).toContain(line);
  });
});
