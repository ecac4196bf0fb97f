/** Some of the work after a turn could not be done; the rest was. Doing all of it again does no harm. */
export class AfterWorkError extends Error {
  /** The steps that failed. */
  readonly steps: readonly string[];

  /** @param cause what the first of them threw: for logs by name only */
  constructor(steps: readonly string[], cause: unknown) {
    super(`The work after a turn has failed in: ${steps.join(', ')}. It may be done again.`, { cause });
    this.name = 'AfterWorkError';
    this.steps = steps;
  }
}
