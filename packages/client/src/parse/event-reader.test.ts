import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chunk, loggedTurn, wireFrom } from '../../test/turns.ts';
import { MalformedEventError } from './client-event.ts';
import { createEventReader, type ReceivedEvent } from './event-reader.ts';

const LOG = loggedTurn();
const BYTES = Buffer.from(wireFrom(LOG, undefined));

function readPieces(pieces: readonly Uint8Array[]): ReceivedEvent[] {
  const reader = createEventReader();
  return pieces.flatMap((piece) => reader.read(piece));
}

describe('bytes of a stream', () => {
  const whole = readPieces([BYTES]);

  it('are the events that were sent', () => {
    expect(whole.slice(1).map(({ id, event }) => [id, event])).toEqual(LOG);
  });

  it('are the same events byte by byte, which splits characters', () => {
    expect(readPieces(Array.from(BYTES, (byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  it('are the same events however they are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(BYTES.length), { maxLength: 40 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), BYTES.length];
        expect(readPieces(at.slice(1).map((end, index) => BYTES.subarray(at[index], end)))).toEqual(whole);
      }),
    );
  });

  it('are the same events with other line ends', () => {
    for (const lineEnd of ['\r\n', '\r']) {
      expect(readPieces([Buffer.from(BYTES.toString().replaceAll('\n', lineEnd))])).toEqual(whole);
    }
  });

  it('of any text are that text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const [received] = readPieces([Buffer.from(`data: ${JSON.stringify(chunk(text))}\n\n`)]);
        expect(received?.event).toEqual(chunk(text));
      }),
    );
  });
});

describe('an event that calls itself ours and is not', () => {
  it.each([
    '{"type":"chunk"}',
    '{"type":"complete","fullMessage":1}',
    '{"type":"start"}',
    '{"type":"error"}',
    '7',
    '{',
    'null',
  ])('%s is a fault, not an event', (data) => {
    expect(() => readPieces([Buffer.from(`data: ${data}\n\n`)])).toThrow(MalformedEventError);
  });
});
