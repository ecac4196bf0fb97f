/** How long the client waits, and how often it tries. All times in milliseconds. */
export interface ClientSettings {
  /** Longest wait for an answer's headers before the next transport is tried. */
  readonly headersTimeoutMs: number;
  /** Longest wait for the JSON transport, whose answer comes when the turn has ended. It is asked again then. */
  readonly jsonTimeoutMs: number;
  /** Longest silence of a stream, comments included, before it counts as cut; the server breaks it every 10 s. */
  readonly silenceTimeoutMs: number;
  /** Longest life of one connection before it counts as cut: longer than the server's own limit of 300 s. */
  readonly connectionTimeoutMs: number;
  /** How often a cut stream is resumed on each transport. */
  readonly maxResumes: number;
  /** Longest wait before the first resume; doubles with each one. The wait is drawn between half of it and all. */
  readonly backoffBaseMs: number;
  /** Longest wait before any resume. */
  readonly backoffMaxMs: number;
  /** Longest wait for a page that is hidden, or a device that is offline, before a resume is tried all the same. */
  readonly pauseMaxMs: number;
  /** Longest `Retry-After` that a resume waits for; a longer one is thrown. */
  readonly retryAfterMaxMs: number;
  /** How often a watched turn is looked up where it cannot be streamed. */
  readonly pollIntervalMs: number;
}

/** The settings of a client that says nothing. */
export const DEFAULT_SETTINGS: ClientSettings = {
  headersTimeoutMs: 10_000,
  jsonTimeoutMs: 90_000,
  silenceTimeoutMs: 25_000,
  connectionTimeoutMs: 330_000,
  maxResumes: 3,
  backoffBaseMs: 500,
  backoffMaxMs: 8_000,
  pauseMaxMs: 60_000,
  retryAfterMaxMs: 15_000,
  pollIntervalMs: 1_000,
};
