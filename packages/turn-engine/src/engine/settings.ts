/** The times and sizes of turns. */
export interface TurnSettings {
  /** How long a runner owns its turn without renewing, in milliseconds. */
  readonly leaseMs: number;
  readonly renewEveryMs: number;
  /** How long before its lease ends a runner that could not renew it stops. */
  readonly stopBeforeMs: number;
  /** How often a runner looks whether it is to stop. */
  readonly stopPollMs: number;
  /** How long the log may be behind. */
  readonly logFlushMs: number;
  /** The log is written earlier where it is this many characters behind. */
  readonly logFlushCharacters: number;
  /** How often a reader in another process looks for new events. */
  readonly followPollMs: number;
  /** How far a reader may be behind its runner, in characters of events, before its connection is ended. */
  readonly readerBufferCharacters: number;
  /** Most runs of one turn. */
  readonly maxAttempts: number;
}

/**
 * The settings that belong to a lease: it is renewed three times while it lasts, and given up a fifth before its end.
 *
 * @param leaseMs from the stage config: 15,000 where people are, less in tests
 */
export function turnSettings(leaseMs: number): TurnSettings {
  return {
    leaseMs,
    renewEveryMs: leaseMs / 3,
    stopBeforeMs: leaseMs / 5,
    stopPollMs: 250,
    logFlushMs: 250,
    logFlushCharacters: 4_096,
    followPollMs: 100,
    readerBufferCharacters: 1_048_576,
    maxAttempts: 3,
  };
}
