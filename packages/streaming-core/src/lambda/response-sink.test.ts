import { describe, expect, it } from '@jest/globals';
import { settle } from '../../test/manual-clock.ts';
import { RecordedStream } from '../../test/recorded-stream.ts';
import { openResponse } from './response-sink.ts';

const PRELUDE = { statusCode: 204, headers: { 'x-a': 'b' } };

/** A sink over a reader that takes nothing, its buffer full. */
function fullSink() {
  const stream = new RecordedStream({ highWaterMark: 16 });
  stream.hold();
  const sink = openResponse(stream.facade, PRELUDE);
  sink.write('x'.repeat(64));
  return { stream, sink };
}

describe('openResponse', () => {
  it('sends status and headers at once, so that they survive a body without a byte', () => {
    const stream = new RecordedStream();
    openResponse(stream.facade, PRELUDE).end();
    expect(stream.prelude).toEqual(PRELUDE);
    expect(stream.body).toBe('');
    expect(stream.isEnded).toBe(true);
  });

  it('takes no text after the end, and ends once', () => {
    const stream = new RecordedStream();
    const sink = openResponse(stream.facade, PRELUDE);
    sink.write('a');
    sink.end();
    sink.write('b');
    sink.end();
    expect(stream.body).toBe('a');
  });

  it('takes text without a fault after the reader has left', async () => {
    const stream = new RecordedStream();
    const sink = openResponse(stream.facade, PRELUDE);
    stream.leave();
    await settle();
    sink.write('a');
    expect(sink.isClosed).toBe(true);
    expect(sink.needsDrain).toBe(false);
  });

  it.each<[string, (context: ReturnType<typeof fullSink> & { abort: AbortController }) => void]>([
    ['the reader has caught up', ({ stream }) => stream.release()],
    ['the reader has left', ({ stream }) => stream.leave()],
    ['the wait is given up', ({ abort }) => abort.abort()],
  ])('waits with a full buffer until %s, and leaves no listener', async (_case, act) => {
    const { stream, sink } = fullSink();
    const abort = new AbortController();
    const listeners = stream.listenerCount;
    let isOver = false;
    const wait = sink.drained(abort.signal).then(() => {
      isOver = true;
    });
    await settle();
    expect([sink.needsDrain, isOver]).toEqual([true, false]);
    act({ stream, sink, abort });
    await wait;
    expect(stream.listenerCount).toBe(listeners);
  });

  it('does not wait where the buffer has room or the wait is over before it begins', async () => {
    const stream = new RecordedStream();
    const sink = openResponse(stream.facade, PRELUDE);
    await sink.drained(new AbortController().signal);
    await fullSink().sink.drained(AbortSignal.abort());
  });
});
