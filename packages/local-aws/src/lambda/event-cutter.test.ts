import { expect, test } from '@jest/globals';
import { EventCutter } from './event-cutter.ts';

const PRELUDE = `{"statusCode":200}${'\0'.repeat(8)}`;
const CASES = [
  { name: 'line feeds', text: 'data: 1\n\n: comment\n\nid: 2\ndata: 2\n\ndata: 3\n\n', end: 'data: 2\n\n' },
  { name: 'carriage returns', text: 'data: 1\r\rdata: 2\r\rdata: 3\r\r', end: 'data: 2\r\r' },
  { name: 'data right after the prelude', text: 'data: 1\n\ndata: 2\n\nrest', end: 'data: 2\n\n' },
  { name: 'data without a value', text: 'data\n\ndata:\n\nrest', end: 'data:\n\n' },
];

test.each(CASES)('the end of the second event is found with $name, however the response is cut', ({ text, end }) => {
  const whole = Buffer.from(PRELUDE + text);
  const expected = whole.indexOf(end) + Buffer.byteLength(end);
  for (let size = 1; size <= whole.length; size += 1) {
    const cutter = new EventCutter(true);
    const ends: number[] = [];
    for (let from = 0; from < whole.length; from += size) {
      ends.push(...cutter.read(whole.subarray(from, from + size)).map((length) => from + length));
    }
    expect(ends[1]).toBe(expected);
    expect(cutter.events).toBe(ends.length);
  }
});
