/** Where an event stands in its turn. */
export interface EventPosition {
  /** Which run of the turn made it, from 1. */
  readonly attempt: number;
  /** Its number in that run, from 1; 0 is `start`. */
  readonly seq: number;
}

/** As `formatEventId` writes it: no leading zeros, so that two ids are one only where they are equal. */
const EVENT_ID = /^([1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/;

/** An event's id on the wire: `<attempt>.<seq>`. */
export function formatEventId({ attempt, seq }: EventPosition): string {
  return `${attempt}.${seq}`;
}

/** Reads a `Last-Event-ID`; `undefined` where it is none of ours. */
export function parseEventId(id: string): EventPosition | undefined {
  const [, attempt, seq] = EVENT_ID.exec(id) ?? [];
  return attempt === undefined || seq === undefined ? undefined : { attempt: Number(attempt), seq: Number(seq) };
}
