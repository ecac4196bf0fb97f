/**
 * Finds the way of an exploration again: makes the successors of a state once more up to a wanted one, and notes the
 * steps to it. While it is off it only counts.
 */
export class PathTrace {
  /** Who stands where, by the order of the beginning: equal processes change their places. */
  #who: readonly number[];
  #nth = 0;
  #run: { readonly until: number; lines: string[]; who: number[] } | undefined;

  /** @param processes how many there are */
  constructor(processes: number) {
    this.#who = Array.from({ length: processes }, (_, index) => index);
  }

  get isOn(): boolean {
    return this.#run !== undefined;
  }

  /** The number of the successor that is being made, from 1. */
  get nth(): number {
    return this.#nth;
  }

  /** @param visit makes the successors of a state; throws where the wanted one is found @returns the steps to it */
  retrace(visit: () => void, until = Number.POSITIVE_INFINITY): readonly string[] {
    const run = { until, lines: [], who: [...this.#who] };
    this.#run = run;
    try {
      visit();
    } catch {
      // Found, or broken off where it was before.
    }
    this.#run = undefined;
    this.#who = run.who;
    return run.lines;
  }

  beginState(): void {
    this.#nth = 0;
  }

  beginSuccessor(): void {
    this.#nth += 1;
    if (this.#run !== undefined) {
      if (this.#nth > this.#run.until) {
        throw new Error('The successor has been made.');
      }
      this.#run.lines = [];
      this.#run.who = [...this.#who];
    }
  }

  note(line: string): void {
    this.#run?.lines.push(line);
  }

  /** Which process, by the order of the beginning, stands at a place. */
  whoAt(place: number): number {
    return this.#run?.who[place] ?? place;
  }

  /** The process at a place has changed with the one before it. */
  swap(place: number): void {
    this.#run?.who.splice(place - 1, 2, this.whoAt(place), this.whoAt(place - 1));
  }
}
