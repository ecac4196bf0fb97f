import type { LambdaResponseStream } from '@coach-stream/streaming-core';
import { nowMs } from './table-calls.ts';

/** A response that notes when each event is written to it, as its reader would be sent it. */
export interface TimedResponse extends LambdaResponseStream {
  readonly status: number;
  /** When each event with an id was written, by its id, on `nowMs`. */
  readonly writtenAt: ReadonlyMap<string, number>;
  /** The last event's text. */
  readonly lastEvent: string;
}

/** Makes a response whose reader takes everything at once. */
export function createTimedResponse(): TimedResponse {
  const writtenAt = new Map<string, number>();
  let status = 0;
  let lastEvent = '';
  return {
    get status() {
      return status;
    },
    get lastEvent() {
      return lastEvent;
    },
    writtenAt,
    setContentType: () => undefined,
    write(chunk) {
      const text = String(chunk);
      if (status === 0) {
        // The prelude comes first, in one write: JSON and eight NUL bytes.
        status = Number(/"statusCode":(\d+)/.exec(text)?.[1]);
      }
      const id = /^id: (.*)$/m.exec(text)?.[1];
      if (id !== undefined) {
        writtenAt.set(id, nowMs());
        lastEvent = text;
      }
      return true;
    },
    end: () => undefined,
    on: () => undefined,
    off: () => undefined,
  };
}
