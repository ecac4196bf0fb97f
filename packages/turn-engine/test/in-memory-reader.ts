import type { OpenedStream, StreamItem } from '@coach-stream/streaming-core';
import { type EventPosition, parseEventId } from '@coach-stream/streaming-core/contract';

/** A reader of a turn, over as many connections as it likes: keeps what a client keeps, and shares no code with the engine. */
export class InMemoryReader {
  /** The chunks since the last `start` that was not a resumption, or `retract`. */
  text = '';
  /** The id of the last event that had one, as a browser keeps it. */
  lastEventId: string | undefined;
  /** What `start` said, and the type of each event after it. */
  readonly told: string[] = [];
  /** The terminal event, once there was one. */
  end: Extract<StreamItem['event'], { type: 'complete' | 'error' }> | undefined;
  /** What this connection was refused with, or died of. */
  thrown: unknown;
  /** Whether the connection is over. */
  isOver = false;
  #connection = 0;
  #leave: (() => void) | undefined;

  /** What it sends as `Last-Event-ID`. */
  get after(): EventPosition | undefined {
    return this.lastEventId === undefined ? undefined : parseEventId(this.lastEventId);
  }

  /** Reads a connection to its end, or until it is dropped. Never rejects. */
  async read(opening: Promise<Pick<OpenedStream, 'items'> | undefined>): Promise<void> {
    this.drop();
    this.#connection += 1;
    const connection = this.#connection;
    const isDropped = () => this.#connection !== connection;
    this.isOver = false;
    this.thrown = undefined;
    this.end = undefined;
    try {
      const iterator = (await opening)?.items[Symbol.asyncIterator]();
      if (iterator !== undefined && isDropped()) {
        await iterator.return?.();
        return;
      }
      // A process that is gone never hears of it.
      this.#leave = () => void iterator?.return?.().catch(() => undefined);
      for (let next = await iterator?.next(); next !== undefined && !next.done; next = await iterator?.next()) {
        if (isDropped()) {
          return;
        }
        this.take(next.value);
      }
    } catch (error) {
      if (!isDropped()) {
        this.thrown = error;
      }
    }
    if (!isDropped()) {
      this.isOver = true;
    }
  }

  /** Ends the connection as a client does that goes away: what still comes is not for it. */
  drop(): void {
    if (!this.isOver) {
      this.#connection += 1;
      this.isOver = true;
      this.#leave?.();
      this.#leave = undefined;
    }
  }

  /** Takes events of a connection. */
  take(items: readonly StreamItem[]): void {
    for (const { id, event } of items) {
      if (this.end !== undefined) {
        throw new Error(`An event came after the terminal one: ${event.type}.`);
      }
      this.told.push(event.type === 'start' ? event.status : event.type);
      if ((event.type === 'start' && event.status !== 'resumed') || event.type === 'retract') {
        this.text = '';
      } else if (event.type === 'chunk') {
        this.text += event.content;
      } else if (event.type === 'complete' || event.type === 'error') {
        this.end = event;
      }
      this.lastEventId = id ?? this.lastEventId;
    }
  }
}
