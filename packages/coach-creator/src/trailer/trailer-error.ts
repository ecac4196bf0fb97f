import type { TrailerFault } from './read-trailer.ts';

/** A reply whose trailer cannot be used; told to `onFault`, for logs and the metric. Holds none of its text. */
export class TrailerError extends Error {
  readonly fault: TrailerFault;

  constructor(fault: TrailerFault) {
    super(`The trailer of a reply was ${fault}: the level stays, and the question counts as answered.`);
    this.name = 'TrailerError';
    this.fault = fault;
  }
}
