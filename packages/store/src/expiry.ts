/** What the items of a table with a TTL need: when they expire, and whether they have. */
export interface Expiry {
  /** `expiresAt` of an item that is written now, in seconds since the epoch, as DynamoDB's TTL reads it. */
  expiresAt(ttlSeconds: number): number;
  /** Whether there is an item that has not expired: DynamoDB removes expired ones hours or days later. */
  isLive(item: Record<string, unknown> | undefined): boolean;
}

/**
 * Expiry on a clock.
 *
 * @param now milliseconds since the epoch
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ttl-expired-items.html
 */
export function createExpiry(now: () => number): Expiry {
  return {
    expiresAt: (ttlSeconds) => Math.floor(now() / 1000) + ttlSeconds,
    isLive: (item) => item !== undefined && Number(item.expiresAt) > now() / 1000,
  };
}
