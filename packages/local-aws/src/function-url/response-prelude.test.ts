import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MalformedPreludeError } from '../lambda/index.ts';
import { readPrelude } from './response-prelude.ts';

const NULS = Buffer.alloc(8);

async function read(chunks: readonly Buffer[]) {
  const { prelude, body } = await readPrelude(
    (async function* () {
      yield* chunks;
    })(),
  );
  const rest: Buffer[] = [];
  for (let next = await body.next(); next.done !== true; next = await body.next()) rest.push(next.value);
  return { prelude, body: Buffer.concat(rest) };
}

function cut(whole: Buffer, positions: readonly number[]): readonly Buffer[] {
  const ends = [...new Set(positions.map((position) => position % (whole.length + 1)))].sort((a, b) => a - b);
  return [...ends, whole.length].map((end, index) => whole.subarray(ends[index - 1] ?? 0, end));
}

describe('the metadata of a streamed response', () => {
  const metadata = { statusCode: 201, headers: { 'Content-Type': 'text/event-stream', 'x-n': '1' }, cookies: ['a=1'] };
  const body = Buffer.from(`data: ä€😀\n\n${'\0'.repeat(9)}`);
  const whole = Buffer.concat([Buffer.from(JSON.stringify(metadata)), NULS, body]);
  const expected = {
    prelude: { statusCode: 201, headers: { 'content-type': 'text/event-stream', 'x-n': '1' }, cookies: ['a=1'] },
    body,
  };

  test('is read whole and byte by byte', async () => {
    expect(await read([whole])).toEqual(expected);
    expect(await read([...whole].map((byte) => Buffer.from([byte])))).toEqual(expected);
  });

  test('is read however the response is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(whole.length)), async (positions) => {
        expect(await read(cut(whole, positions))).toEqual(expected);
      }),
    );
  });

  test('gives status 200 where it has none', async () => {
    expect(await read([Buffer.from('{}'), NULS])).toEqual({
      prelude: { statusCode: 200, headers: {}, cookies: [] },
      body: Buffer.alloc(0),
    });
  });

  test.each([
    ['that never ends', Buffer.from('{"statusCode":200}')],
    ['that is not JSON', Buffer.concat([Buffer.from('{"statusCode'), NULS])],
    ['that is not an object', Buffer.concat([Buffer.from('[]'), NULS])],
    ['with a status that is none', Buffer.concat([Buffer.from('{"statusCode":99}'), NULS])],
  ])('%s is refused', async (_name, bytes) => {
    await expect(read([bytes])).rejects.toBeInstanceOf(MalformedPreludeError);
  });
});
