import type { Checks } from './explore.ts';
import { RowSet } from './row-set.ts';
import { EPOCH_SLOT, FAULTS_SLOT, type StoredItems } from './stored-items.ts';

/** The worlds that an exploration has seen, numbered; each is checked once, and each outcome once in each world. */
export class CheckedWorlds {
  readonly #stored: StoredItems;
  readonly #checks: Checks;
  readonly #worlds: RowSet;
  /** Worlds without their time. */
  readonly #lefts: RowSet;
  readonly #left: Uint32Array;
  /** Worlds and the points of processes that have ended in them. */
  readonly #outcomes: RowSet;
  readonly #outcome: Uint32Array;

  constructor(stored: StoredItems, checks: Checks) {
    this.#stored = stored;
    this.#checks = checks;
    this.#worlds = new RowSet(stored.width);
    this.#lefts = new RowSet(stored.width);
    this.#left = new Uint32Array(stored.width);
    this.#outcomes = new RowSet(stored.width + 1);
    this.#outcome = new Uint32Array(stored.width + 1);
  }

  get size(): number {
    return this.#worlds.size;
  }

  read(id: number, into: Uint32Array): void {
    this.#worlds.read(id, into);
  }

  /** @returns the world's number @throws what the checks of worlds throw, where it is new */
  add(row: Uint32Array): number {
    const { size } = this.#worlds;
    const id = this.#worlds.add(row);
    if (id === size) {
      const world = this.#stored.worldOf(row);
      this.#checks.world(world, row[EPOCH_SLOT] ?? 0);
      this.#left.set(row);
      this.#left.fill(0, EPOCH_SLOT, FAULTS_SLOT + 1);
      const lefts = this.#lefts.size;
      if (this.#lefts.add(this.#left) === lefts) {
        this.#checks.left(world);
      }
    }
    return id;
  }

  /** @throws what the check of outcomes throws */
  checkOutcome(row: Uint32Array, point: number, outcome: unknown): void {
    this.#outcome.set(row);
    this.#outcome[this.#stored.width] = point;
    const { size } = this.#outcomes;
    if (this.#outcomes.add(this.#outcome) === size) {
      this.#checks.outcome(outcome, this.#stored.worldOf(row));
    }
  }
}
