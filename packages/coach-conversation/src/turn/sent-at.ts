/** A message that waited longer on its way is taken for one with a wrong clock. */
const MAX_DELAY_MS = 31 * 86_400_000;

/**
 * When a message was written: when the client says so, unless that is later than the turn's beginning or long before.
 *
 * @param messageTimestamp what the client says, ISO-8601 with offset
 * @param claimedAt when the turn began, ISO-8601
 * @returns milliseconds since the epoch
 */
export function sentAtOf(messageTimestamp: string | undefined, claimedAt: string): number {
  const began = Date.parse(claimedAt);
  const said = messageTimestamp === undefined ? Number.NaN : Date.parse(messageTimestamp);
  return said <= began && said >= began - MAX_DELAY_MS ? said : began;
}
