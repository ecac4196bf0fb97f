/** Looked up once: globals are slow in the test runner's sandbox. */
const { imul } = Math;
const CHUNK_BITS = 18;
const CHUNK_ROWS = 1 << CHUNK_BITS;

/**
 * Rows of small integers, each kept once and numbered in the order in which they came. Exact: rows are compared, not
 * their hashes. 4 bytes a number and about 8 bytes a row; none of it is on the JavaScript heap.
 */
export class RowSet {
  readonly #width: number;
  readonly #chunks: Uint32Array[] = [];
  /** Row numbers + 1 by hash, 0 where none is; open addressing. */
  #slots = new Uint32Array(1 << 12);
  #size = 0;

  constructor(width: number) {
    this.#width = width;
  }

  get size(): number {
    return this.#size;
  }

  /** @returns the row's number; it is new where that equals the size before */
  add(row: Uint32Array): number {
    const mask = this.#slots.length - 1;
    let slot = this.#hash(row) & mask;
    for (let known = this.#slots[slot] ?? 0; known !== 0; known = this.#slots[slot] ?? 0) {
      if (this.#isAt(known - 1, row)) {
        return known - 1;
      }
      slot = (slot + 1) & mask;
    }
    const id = this.#size;
    this.#size += 1;
    if (id % CHUNK_ROWS === 0) {
      this.#chunks.push(new Uint32Array(this.#width * CHUNK_ROWS));
    }
    this.#chunkOf(id).set(row, (id % CHUNK_ROWS) * this.#width);
    this.#slots[slot] = id + 1;
    if (this.#size * 3 > this.#slots.length * 2) {
      this.#grow();
    }
    return id;
  }

  read(id: number, into: Uint32Array): void {
    const chunk = this.#chunkOf(id);
    const offset = (id % CHUNK_ROWS) * this.#width;
    for (let index = 0; index < this.#width; index += 1) {
      into[index] = chunk[offset + index] ?? 0;
    }
  }

  #isAt(id: number, row: Uint32Array): boolean {
    const chunk = this.#chunkOf(id);
    const offset = (id % CHUNK_ROWS) * this.#width;
    for (let index = 0; index < this.#width; index += 1) {
      if (chunk[offset + index] !== row[index]) {
        return false;
      }
    }
    return true;
  }

  #chunkOf(id: number): Uint32Array {
    return this.#chunks[id >>> CHUNK_BITS] as Uint32Array;
  }

  #hash(row: Uint32Array): number {
    let hash = 0x9e3779b9;
    for (let index = 0; index < this.#width; index += 1) {
      hash = imul(hash ^ (row[index] ?? 0), 0x85ebca6b);
      hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
      hash ^= hash >>> 16;
    }
    return hash >>> 0;
  }

  #grow(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const row = new Uint32Array(this.#width);
    for (let id = 0; id < this.#size; id += 1) {
      this.read(id, row);
      let slot = this.#hash(row) & (slots.length - 1);
      while (slots[slot] !== 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = id + 1;
    }
    this.#slots = slots;
  }
}

/** A list of numbers below 2 ** 32 that only grows; 4 bytes each, none of it on the JavaScript heap. */
export class NumberList {
  readonly #chunks: Uint32Array[] = [];
  #size = 0;

  push(value: number): void {
    if (this.#size % CHUNK_ROWS === 0) {
      this.#chunks.push(new Uint32Array(CHUNK_ROWS));
    }
    (this.#chunks[this.#size >>> CHUNK_BITS] as Uint32Array)[this.#size % CHUNK_ROWS] = value;
    this.#size += 1;
  }

  get(index: number): number {
    return this.#chunks[index >>> CHUNK_BITS]?.[index % CHUNK_ROWS] ?? 0;
  }
}

/** Whether two rows hold the same numbers. */
export function isEqual(one: Uint32Array, two: Uint32Array): boolean {
  for (let index = 0; index < one.length; index += 1) {
    if (one[index] !== two[index]) {
      return false;
    }
  }
  return true;
}
