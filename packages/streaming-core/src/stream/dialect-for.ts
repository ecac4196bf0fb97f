import type { Dialect } from './dialect.ts';
import { fullEvents } from './full-events.ts';
import { simpleEvents } from './simple-events.ts';

/** `events`: all events of the contract. `simple`: pieces of text, and how it ended. */
export type DialectName = 'events' | 'simple';

const DIALECTS: Readonly<Record<DialectName, Dialect>> = { events: fullEvents, simple: simpleEvents };

/**
 * The dialect that a request is answered in.
 *
 * @param acceptStream the `Accept-Stream` header: `events` asks for all events; anything else does not matter
 * @param usual the route's own
 */
export function dialectFor(acceptStream: string | undefined, usual: DialectName): Dialect {
  return DIALECTS[acceptStream?.trim().toLowerCase() === 'events' ? 'events' : usual];
}
