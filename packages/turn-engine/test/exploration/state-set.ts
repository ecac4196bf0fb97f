import { NumberList, RowSet } from './row-set.ts';

const POINT_BITS = 16;
const MAX_POINTS = 2 ** POINT_BITS;

/**
 * The states that an exploration has seen, each once, numbered in the order in which they came, with the state that
 * each was reached from first. A state is a row of numbers: of the world, then of each process's point. With five
 * processes it takes 16 bytes, its parent 4 and the index about 10.
 */
export class StateSet {
  readonly #rows: RowSet;
  readonly #packed: Uint32Array;
  readonly #parents = new NumberList();

  /** @param processes how many there are */
  constructor(processes: number) {
    const width = 1 + Math.ceil(processes / 2);
    this.#rows = new RowSet(width);
    this.#packed = new Uint32Array(width);
  }

  get size(): number {
    return this.#rows.size;
  }

  /** @returns the state's number; it is new where that equals the size before */
  add(state: Uint32Array, parent: number): number {
    this.#packed[0] = state[0] ?? 0;
    for (let place = 1; place < this.#packed.length; place += 1) {
      const one = state[2 * place - 1] ?? 0;
      const two = state[2 * place] ?? 0;
      if (one >= MAX_POINTS || two >= MAX_POINTS) {
        throw new RangeError('There are more points than a state has room for.');
      }
      this.#packed[place] = one + two * MAX_POINTS;
    }
    const known = this.#rows.size;
    const id = this.#rows.add(this.#packed);
    if (id === known) {
      this.#parents.push(parent);
    }
    return id;
  }

  read(id: number, into: Uint32Array): void {
    this.#rows.read(id, this.#packed);
    into[0] = this.#packed[0] ?? 0;
    for (let index = 1; index < into.length; index += 1) {
      const both = this.#packed[(index + 1) >>> 1] ?? 0;
      into[index] = index % 2 === 1 ? both % MAX_POINTS : both >>> POINT_BITS;
    }
  }

  /** The states on the way to a state, from one of the first `beginnings` on. */
  wayTo(id: number, beginnings: number): number[] {
    const way = [id];
    for (let at = id; at >= beginnings; at = this.#parents.get(at)) {
      way.unshift(this.#parents.get(at));
    }
    return way;
  }
}
