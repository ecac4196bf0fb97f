/** The time of day of a run: this machine's, moved by what test control says. Durations and timers are never moved. */
export class LocalClock {
  /** Milliseconds by which the run's time of day is ahead of this machine's. */
  offsetMs = 0;

  /** Milliseconds since the epoch. */
  readonly now = (): number => Date.now() + this.offsetMs;
}
