import type { TurnStream } from '../turn-stream.ts';
import { type CoachUIChunk, createUiChunks } from './to-ui-chunks.ts';

/** How a turn is read, and what is told of it. */
export interface ReadAsChunksOptions {
  /** Aborts when the person stops the chat, or the chat is disposed of. */
  readonly signal: AbortSignal | undefined;
  /** Whether that stops the answer on the server, too. */
  readonly stopsOnAbort: boolean;
  /** The server has the turn. */
  readonly onStart: () => void;
  readonly onComplete: () => void;
  readonly onError: (error: unknown) => void;
}

/** A turn as the AI SDK reads it. It fails with the `CoachStreamError` that the turn fails with. */
export function readAsChunks(turn: TurnStream, options: ReadAsChunksOptions): ReadableStream<CoachUIChunk> {
  const { signal, stopsOnAbort } = options;
  const events = turn[Symbol.asyncIterator]();
  const chunks = createUiChunks(turn.turnId);
  const queue: CoachUIChunk[] = [];
  let hasStarted = false;
  let hasEnded = false;
  let isLeaving = false;
  const next = async (): Promise<boolean> => {
    const { done, value: event } = await events.next();
    if (done) {
      return false;
    }
    if (event.type === 'start') {
      hasStarted = true;
      options.onStart();
    } else if (event.type === 'complete') {
      hasEnded = true;
      options.onComplete();
    }
    queue.push(...chunks.of(event));
    return true;
  };
  const leave = async (isStopWanted: boolean) => {
    if (isLeaving) {
      return;
    }
    isLeaving = true;
    try {
      if (isStopWanted && !hasEnded) {
        // A stop is not heeded before the server has the turn.
        while (!hasStarted && (await next())) {}
        await turn.stop();
      }
    } catch {
      // Nobody is there any more to be told: the turn goes on, and is there when the chat is opened again.
    } finally {
      turn.abort();
    }
  };
  const onAbort = () => void leave(stopsOnAbort);
  signal?.addEventListener('abort', onAbort, { once: true });
  const settle = () => signal?.removeEventListener('abort', onAbort);
  return new ReadableStream<CoachUIChunk>(
    {
      async pull(controller) {
        try {
          while (queue.length === 0) {
            if (hasEnded || isLeaving || signal?.aborted || !(await next())) {
              settle();
              controller.close();
              return;
            }
          }
          for (const chunk of queue.splice(0)) {
            controller.enqueue(chunk);
          }
        } catch (error) {
          settle();
          if (isLeaving || signal?.aborted) {
            controller.close();
            return;
          }
          options.onError(error);
          controller.error(error);
        }
      },
      async cancel() {
        settle();
        await leave(stopsOnAbort && signal?.aborted === true);
      },
    },
    { highWaterMark: 0 },
  );
}
