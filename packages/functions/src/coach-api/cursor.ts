import { createHash } from 'node:crypto';

/** A place in a list is at most three ids long. */
const MAX_CURSOR_CHARACTERS = 1_024;
const CHECK_CHARACTERS = 12;

/**
 * Makes a cursor of a place in a list: opaque, and good for that list alone. It is no secret and needs no signature:
 * the list's user and partition come from the request, so that a made-up place leads nowhere else.
 *
 * @param list the list's path, which names its user and its route
 */
export function toCursor(list: string, place: string): string {
  return `${checkOf(list, place)}${Buffer.from(place).toString('base64url')}`;
}

/** The place that a cursor of this list stands for; `undefined` where it is garbled or another list's. */
export function fromCursor(list: string, cursor: string): string | undefined {
  if (cursor.length > MAX_CURSOR_CHARACTERS) {
    return undefined;
  }
  const place = Buffer.from(cursor.slice(CHECK_CHARACTERS), 'base64url').toString();
  return toCursor(list, place) === cursor ? place : undefined;
}

function checkOf(list: string, place: string): string {
  return createHash('sha256').update(`${list}\n${place}`).digest('base64url').slice(0, CHECK_CHARACTERS);
}
