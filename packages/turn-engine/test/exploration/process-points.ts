import type { Protocol, Step } from '../../src/protocol/step.ts';
import { canonical, Interned } from './canonical.ts';
import type { StoredItems } from './stored-items.ts';

/** A sort of process of the explored system. Processes of one name behave alike. */
export interface Process {
  readonly name: string;
  /** Makes its protocol anew, so that it can be brought to any point. `now` is the time of its last step. */
  readonly start: (now: () => number) => Protocol<unknown>;
}

/** Brings generators to a point and tells what they remember there. */
export type MemoryAfter = <Output>(replay: () => Output) => { readonly output: Output; readonly memory: string };

/**
 * When processes begin, which is when they look at the clock first: all of them before leases expire, each when it
 * takes its first step, or each at any time, so that it may also be slow before that.
 */
export type Beginnings = 'before all expiries' | 'at the first step' | 'at any time';

/** How the points of processes are told apart. */
export interface PointOptions {
  readonly memoryAfter: MemoryAfter;
  /** The same processes as they are without being rewritten: they have to ask for the same. */
  readonly plain?: readonly Process[];
  /** Whether points with the same memory are one; else the whole history counts. */
  readonly isMerging: boolean;
  readonly lastEpoch: number;
  readonly timeOf: (epoch: number) => number;
}

/** What a process has been given so far, with the epoch of each: also that of its beginning. */
interface History {
  readonly startEpoch: number;
  readonly entries: readonly Given[];
}
type Given = { readonly epoch: number } & ({ readonly value: unknown } | { readonly isFault: true });

type Point =
  | { readonly kind: 'done'; readonly outcome: unknown }
  | { readonly kind: 'asking'; readonly process: number; readonly steps: readonly number[]; readonly history: History }
  /** One of two steps at once has been carried out. */
  | { readonly kind: 'halfway'; readonly base: number; readonly first: number; readonly value: number }
  /** Has not begun: begins as one of these, by the epoch. */
  | { readonly kind: 'fresh'; readonly begun: readonly number[] }
  /** Goes on only after the next expiry: as the first of these, or later as one of the others. */
  | { readonly kind: 'asleep'; readonly awake: readonly number[] };

const NO_STEPS: readonly number[] = [];

/**
 * The points at which processes can stand, numbered. A process is at the same point after two histories if it asks for
 * the same steps and remembers the same: its future is a function of both. How far the code has come and the variables
 * that it still looks at are its memory; everything else of its history cannot make a difference any more.
 */
export class ProcessPoints {
  /** What every process becomes once its outcome has been looked at. */
  readonly ended: number;
  readonly #points = new Interned<Point>();
  /** By point: what it asks for. */
  readonly #steps: (readonly number[])[] = [];
  readonly #next: Map<number, number>[] = [];
  readonly #failed: number[][] = [];
  readonly #processes: readonly Process[];
  readonly #stored: StoredItems;
  readonly #options: PointOptions;
  readonly #epochs: readonly number[];

  constructor(processes: readonly Process[], stored: StoredItems, options: PointOptions) {
    this.#processes = processes;
    this.#stored = stored;
    this.#options = options;
    this.#epochs = Array.from({ length: options.lastEpoch + 1 }, (_, epoch) => epoch);
    this.ended = this.#add({ kind: 'done', outcome: undefined }, 'ended');
  }

  get size(): number {
    return this.#points.size;
  }

  /** The points at which a process may stand at first. */
  beginnings(kind: number, how: Beginnings): readonly number[] {
    const begun = this.#epochs.map((epoch) => this.#pointAfter(kind, { startEpoch: epoch, entries: [] }));
    switch (how) {
      case 'at the first step':
        return [this.#add({ kind: 'fresh', begun }, `fresh ${begun}`)];
      case 'before all expiries':
        return begun.slice(0, 1);
      case 'at any time':
        return [...begun.slice(0, 1), ...this.asleep(begun.slice(1))];
    }
  }

  /** Where a process that may be fresh stands when it takes a step in an epoch. */
  at(point: number, epoch: number): number {
    const found = this.#points.get(point);
    return found.kind === 'fresh' ? (found.begun[epoch] ?? point) : point;
  }

  /** The steps that a process asks for at a point; two where they are asked for at once. */
  stepsOf(point: number): readonly number[] {
    return this.#steps[point] ?? NO_STEPS;
  }

  isDone(point: number): boolean {
    return this.#points.get(point).kind === 'done';
  }

  outcomeOf(point: number): unknown {
    const found = this.#points.get(point);
    return found.kind === 'done' ? found.outcome : undefined;
  }

  /** What a sleeping process may become at an expiry; `undefined` where it does not sleep. */
  wake(point: number): readonly number[] | undefined {
    const found = this.#points.get(point);
    return found.kind === 'asleep' ? [found.awake[0] ?? this.ended, ...this.asleep(found.awake.slice(1))] : undefined;
  }

  /** The point of a process that goes on after an expiry as one of these; none where there is no more expiry. */
  asleep(awake: readonly number[]): readonly number[] {
    return awake.length === 0 ? [] : [this.#add({ kind: 'asleep', awake }, `asleep ${awake}`)];
  }

  /** The point after one of the steps that a point asks for has given a value, by the clock of an epoch. */
  next(point: number, which: number, value: number, epoch: number): number {
    const known = this.#nextOf(point);
    const key = (value * this.#epochs.length + epoch) * 2 + which;
    const next = known.get(key) ?? this.#advance(point, which, this.#stored.values.get(value), value, epoch);
    known.set(key, next);
    return next;
  }

  /** The point after what a point asks for has failed; `undefined` where the process ends by it, as by a crash. */
  afterFault(point: number, epoch: number): number | undefined {
    this.#failed[point] ??= [];
    const known = this.#failed[point];
    known[epoch] ??= this.#pointAfterFault(point, epoch) ?? this.ended;
    return known[epoch] === this.ended ? undefined : known[epoch];
  }

  #pointAfterFault(point: number, epoch: number): number | undefined {
    const found = this.#points.get(point);
    const asking = found.kind === 'halfway' ? this.#points.get(found.base) : found;
    if (asking.kind !== 'asking') {
      return undefined;
    }
    const next = this.#pointAfter(asking.process, extended(asking.history, { isFault: true, epoch }));
    return this.isDone(next) ? undefined : next;
  }

  /** The same at every later epoch; `undefined` where the clock makes a difference. */
  nextAtAnyTime(point: number, which: number, value: number, epoch: number): number | undefined {
    const next = this.next(point, which, value, epoch);
    const isSame = this.#epochs.slice(epoch).every((later) => this.next(point, which, value, later) === next);
    return isSame ? next : undefined;
  }

  /**
   * The point after a read whose value the process never looks at, at any time; `undefined` where it does, or may. The
   * value is one that is there: that it is not `undefined` may be noticed.
   */
  nextIfUnread(point: number, which: number, epoch: number): number | undefined {
    if (this.stepsOf(point).length > 1) {
      return undefined;
    }
    const { value, wasRead } = unreadableValue();
    try {
      const nexts = this.#epochs.slice(epoch).map((later) => this.#advance(point, which, value, -1, later, wasRead));
      return nexts.every((next) => next === nexts[0]) ? nexts[0] : undefined;
    } catch (error) {
      if (wasRead()) {
        return undefined;
      }
      throw error;
    }
  }

  #nextOf(point: number): Map<number, number> {
    this.#next[point] ??= new Map();
    return this.#next[point];
  }

  #advance(
    point: number,
    which: number,
    value: unknown,
    valueId: number,
    epoch: number,
    isVoid?: () => boolean,
  ): number {
    const found = this.#points.get(point);
    if (found.kind === 'halfway') {
      const base = this.#points.get(found.base);
      if (base.kind === 'asking') {
        const first = this.#stored.values.get(found.value);
        const both = found.first === 0 ? [first, value] : [value, first];
        return this.#pointAfter(base.process, extended(base.history, { value: both, epoch }), isVoid);
      }
    }
    if (found.kind !== 'asking') {
      throw new Error('A process that asks for nothing is given something.');
    }
    if (found.steps.length > 1) {
      const key = `halfway ${point} ${which} ${valueId}`;
      return this.#add({ kind: 'halfway', base: point, first: which, value: valueId }, key);
    }
    return this.#pointAfter(found.process, extended(found.history, { value, epoch }), isVoid);
  }

  /** @param isVoid whether what the history led to does not count */
  #pointAfter(process: number, history: History, isVoid?: () => boolean): number {
    const { isMerging, memoryAfter, plain, timeOf } = this.#options;
    const { output: next, memory } = memoryAfter(() => replay(this.#processes[process], history, timeOf));
    if (isVoid?.()) {
      throw LOOKED_AT;
    }
    if (plain !== undefined && canonical(replay(plain[process], history, timeOf)) !== canonical(next)) {
      throw new Error('Code that tells its memory does not do what the code does.');
    }
    const past = isMerging ? memory : canonical(history);
    if (next.done) {
      const outcome = canonical(next.value);
      return this.#add({ kind: 'done', outcome: next.value }, `${process} done ${isMerging ? outcome : past}`);
    }
    const asked = next.value;
    const steps = (Array.isArray(asked) ? asked : [asked]).map((step: Step) => this.#stored.stepId(step));
    return this.#add({ kind: 'asking', process, steps, history }, `${process} asks ${steps} ${past}`);
  }

  #add(point: Point, key: string): number {
    const id = this.#points.idOf(point, key);
    this.#steps[id] ??= this.#stepsAt(point);
    return id;
  }

  #stepsAt(point: Point): readonly number[] {
    if (point.kind === 'asking') {
      return point.steps;
    }
    if (point.kind === 'halfway') {
      const left = this.stepsOf(point.base)[1 - point.first];
      return left === undefined ? NO_STEPS : [left];
    }
    return NO_STEPS;
  }
}

function extended({ startEpoch, entries }: History, given: Given): History {
  return { startEpoch, entries: [...entries, given] };
}

/** What a process is thrown that waits for a step. */
const FAULT = new Error('The table failed.');

/** Brings a process to where it stands after a history. */
function replay(process: Process | undefined, history: History, timeOf: (epoch: number) => number) {
  if (process === undefined) {
    throw new RangeError('There is no such process.');
  }
  let epoch = history.startEpoch;
  const protocol = process.start(() => timeOf(epoch));
  try {
    let next = protocol.next();
    for (const given of history.entries) {
      epoch = given.epoch;
      next = 'value' in given ? protocol.next(given.value) : protocol.throw(FAULT);
    }
    return next;
  } catch (error) {
    if (error === FAULT) {
      return { done: true, value: { told: 'failed' } } as const;
    }
    throw error;
  }
}

/** Made once: it is thrown often. */
const LOOKED_AT = new Error('A value that nobody was to look at was looked at.');

/** A value that nobody can look at without being noticed. */
function unreadableValue(): { readonly value: unknown; readonly wasRead: () => boolean } {
  let wasRead = false;
  const refuse = () => {
    wasRead = true;
    throw LOOKED_AT;
  };
  const traps = { get: refuse, getOwnPropertyDescriptor: refuse, getPrototypeOf: refuse, has: refuse, ownKeys: refuse };
  return { value: new Proxy({}, traps), wasRead: () => wasRead };
}
