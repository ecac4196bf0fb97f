import { createEventReader } from '@coach-stream/client';
import { createParser } from 'eventsource-parser';
import { ratios, spreadOf } from '../report/statistics.ts';
import { digits, goal, range, type Table } from '../report/table.ts';
import { tokensOf } from '../shapes.ts';

const ROUNDS = 41;
/** The first rounds compile the hot paths, and are not counted. */
const WARM_UP_ROUNDS = 10;
const MAX_RATIO = 1.3;
/** Growth of the time where the line doubles: 2 is linear, 4 is quadratic; the rest is the collector's. */
const MAX_GROWTH = 2.6;
const KB = 1_024;

/** A body and the pieces that it arrives in. */
interface Body {
  readonly name: string;
  readonly pieces: readonly Uint8Array[];
  readonly events: number;
  /** How often it is read in a round, so that a round is long enough to be measured. */
  readonly times: number;
}

/**
 * What the client's reading of a response costs beside the least that a reader needs: a streaming decoder, the parser,
 * `JSON.parse`, and a place to keep the events.
 */
export function parseTable(): Table {
  const oneMegabyte = lineOf(1_024 * KB, 64);
  const twoMegabytes = lineOf(2_048 * KB, 64);
  const bodies: readonly Body[] = [
    answerOf('a token a piece', 1),
    answerOf('40 tokens a piece', 40),
    { ...lineOf(64 * KB, 16 * KB), name: 'an event of 64 KB in pieces of 16 KB', times: 40 },
    { ...oneMegabyte, name: 'a line of 1 MB in pieces of 64 bytes', times: 1 },
    { ...twoMegabytes, name: 'a line of 2 MB in pieces of 64 bytes', times: 1 },
  ];
  const measured = bodies.map((body) => ({ body, ...measure(body) }));
  const leastOf = (index: number) => Math.min(...(measured[index]?.ours ?? []));
  const answer = spreadOf(ratios(measured[0]?.ours ?? [], measured[0]?.least ?? []));
  return {
    title: `Client, parsing: bytes to events, beside TextDecoder + createParser + JSON.parse; ${ROUNDS} rounds`,
    columns: ['body', 'events', 'µs/event', 'least needs', '× least', 'min–max'],
    rows: measured.map(({ body, ours, least }) => [
      body.name,
      String(body.events),
      digits(spreadOf(ours).median / body.events / body.times),
      digits(spreadOf(least).median / body.events / body.times),
      spreadOf(ratios(ours, least)).median.toFixed(2),
      range(spreadOf(ratios(ours, least))),
    ]),
    notes: [
      goal('parsing of an answer', answer.median, MAX_RATIO, '× least'),
      goal('time where a line of 64-byte pieces doubles', leastOf(4) / leastOf(3), MAX_GROWTH, '× (2 is linear)'),
    ],
  };
}

/** Microseconds of each round, by turns, so that both meet the same machine. */
function measure(body: Body): { ours: number[]; least: number[] } {
  const ours: number[] = [];
  const least: number[] = [];
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round += 1) {
    const first = round % 2 === 0 ? [ours, least] : [least, ours];
    for (const times of first) {
      const tookMs = timeOf(body, times === ours ? readOurs : readLeast);
      if (round >= WARM_UP_ROUNDS) {
        times.push(tookMs * 1_000);
      }
    }
  }
  return { ours, least };
}

function timeOf({ pieces, events, times }: Body, read: (pieces: readonly Uint8Array[]) => number): number {
  const startedAt = performance.now();
  for (let time = 0; time < times; time += 1) {
    if (read(pieces) !== events) {
      throw new Error('A reader has lost events.');
    }
  }
  return performance.now() - startedAt;
}

function readOurs(pieces: readonly Uint8Array[]): number {
  const reader = createEventReader();
  let events = 0;
  for (const piece of pieces) {
    events += reader.read(piece).length;
  }
  return events;
}

function readLeast(pieces: readonly Uint8Array[]): number {
  const decoder = new TextDecoder();
  let batch: { id: string | undefined; event: unknown }[] = [];
  const parser = createParser({
    onEvent({ id, data }) {
      batch.push({ id, event: JSON.parse(data) });
    },
  });
  let events = 0;
  for (const piece of pieces) {
    batch = [];
    parser.feed(decoder.decode(piece, { stream: true }));
    events += batch.length;
  }
  return events;
}

/** The mixed answer as the server sends it. */
function answerOf(name: string, tokensInPiece: number): Body {
  const events = tokensOf('mixed').map(
    (content, index) => `id: 1.${index + 1}\ndata: ${JSON.stringify({ type: 'chunk', content })}\n\n`,
  );
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  for (let from = 0; from < events.length; from += tokensInPiece) {
    pieces.push(encoder.encode(events.slice(from, from + tokensInPiece).join('')));
  }
  return { name, pieces, events: events.length, times: 5 };
}

/** One event in one line, in pieces. */
function lineOf(bytes: number, pieceBytes: number): Body {
  const event = { type: 'chunk', content: 'squat '.repeat(bytes / 6) };
  const all = new TextEncoder().encode(`id: 1.1\ndata: ${JSON.stringify(event)}\n\n`);
  const pieces: Uint8Array[] = [];
  for (let from = 0; from < all.length; from += pieceBytes) {
    pieces.push(all.subarray(from, from + pieceBytes));
  }
  return { name: '', pieces, events: 1, times: 1 };
}
