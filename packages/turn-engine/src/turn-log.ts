import type { ChunkEvent, MetadataEvent, RetractEvent } from '@coach-stream/streaming-core/contract';
import type { TurnKey, TurnState } from './turn-state.ts';

/** An event that the log keeps, so that it can be read again. */
export type LoggedEvent = ChunkEvent | MetadataEvent | RetractEvent;

/** A logged event as it is stored: a `chunk` is its bare text. */
export type LogEntry = string | MetadataEvent | RetractEvent;

/** Adjacent events of one attempt. */
export interface LogBatch {
  /** The number of the first, from 1. */
  readonly firstSeq: number;
  readonly entries: readonly LogEntry[];
}

/** What a reader gets in one read. */
export interface LogPage<Subject> {
  /** In order; there may be gaps where batches were lost. */
  readonly batches: readonly LogBatch[];
  /** As it is no earlier than the batches: an ended turn's page holds all that was logged before it ended. */
  readonly state: TurnState<Subject> | undefined;
}

/** The log of turns: written by their runner, read by everybody else. */
export interface TurnLog<Subject> {
  append(turn: TurnKey, attempt: number, batch: LogBatch): Promise<void>;
  /** One consistent read of an attempt's batches whose first event is `fromSeq` or later, and of the turn's state. */
  readPage(turn: TurnKey, from: { attempt: number; fromSeq: number }): Promise<LogPage<Subject>>;
}

/** The tickets that let a browser's `EventSource` read one turn. Only their hashes are stored. */
export interface TicketStore {
  put(turn: TurnKey, ticketHash: string): Promise<void>;
  /** Whether it was put for this turn and has not expired. */
  has(turn: TurnKey, ticketHash: string): Promise<boolean>;
}

/** A turn's answer as far as a reader has it: a `retract` withdraws what came before it. */
export function appendText(text: string, entry: LogEntry): string {
  if (typeof entry === 'string') {
    return text + entry;
  }
  return entry.type === 'retract' ? '' : text;
}

/** The event that an entry stands for. */
export function toEvent(entry: LogEntry): LoggedEvent {
  return typeof entry === 'string' ? { type: 'chunk', content: entry } : entry;
}

/** How an event is stored. */
export function toEntry(event: LoggedEvent): LogEntry {
  return event.type === 'chunk' ? event.content : event;
}
