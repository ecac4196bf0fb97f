import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createParser } from 'eventsource-parser';
import { type Arena, openArena } from '../processes/arena.ts';
import { tokensOf } from '../shapes.ts';
import { CONTENDER_NAMES, CONTENDERS, type ContenderName } from './index.ts';

const PRELUDE_END = '\0'.repeat(8);

let arena: Arena;
beforeAll(async () => {
  arena = await openArena({ keepBodies: true });
});
afterAll(() => arena.stop());

/** The text of each event, as a reader of the contender's stream puts it together. */
function readTexts(name: ContenderName, body: string): string[] {
  const texts: string[] = [];
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data !== '[DONE]') {
        texts.push(CONTENDERS[name].readText(JSON.parse(data)));
      }
    },
  });
  parser.feed(body);
  return texts.filter((text) => text !== '');
}

describe.each(CONTENDER_NAMES)('%s', (name) => {
  it('delivers every token once, in order, in an event of its own, after the status', async () => {
    const { arrived } = await arena.run(name, { shape: 'mixed', streams: 2, concurrency: 2, paceMs: null });
    expect(arrived.bodies).toHaveLength(2);
    for (const response of arrived.bodies) {
      const [prelude = '', body = ''] = response.split(PRELUDE_END);
      expect(JSON.parse(prelude)).toMatchObject({ statusCode: 200 });
      expect(readTexts(name, body)).toEqual(tokensOf('mixed'));
    }
  });

  it('sends a token when it has it', async () => {
    const { arrived } = await arena.run(name, { shape: 'short', streams: 1, concurrency: 1, paceMs: 1 });
    // At least a chunk a token: none is held back to be sent with the next one.
    expect(arrived.chunks).toBeGreaterThanOrEqual(tokensOf('short').length);
  });
});
