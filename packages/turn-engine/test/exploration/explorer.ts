import { CheckedWorlds } from './checked-worlds.ts';
import { sortEqual } from './equal-processes.ts';
import type { Exploration, ExplorationOptions } from './explore.ts';
import { PathTrace } from './path-trace.ts';
import { type Process, ProcessPoints } from './process-points.ts';
import { QuietSteps } from './quiet-steps.ts';
import { isEqual } from './row-set.ts';
import { StateSet } from './state-set.ts';
import { EPOCH_SLOT, FAULTS_SLOT, StoredItems } from './stored-items.ts';

/** The state of an exploration while it goes on. */
export class Explorer {
  readonly #options: ExplorationOptions;
  readonly #processes: readonly Process[];
  readonly #kinds: readonly number[];
  readonly #isReduced: boolean;
  readonly #stored: StoredItems;
  readonly #quiet: QuietSteps;
  readonly #points: ProcessPoints;
  readonly #worlds: CheckedWorlds;
  readonly #states: StateSet;
  readonly #current: Uint32Array;
  readonly #next: Uint32Array;
  readonly #woken: Uint32Array;
  readonly #world: Uint32Array;
  readonly #nextWorld: Uint32Array;
  /** How many states there are at first. */
  #beginnings = 1;
  /** The state that is visited. */
  #at = 0;
  readonly #trace: PathTrace;
  /** What is looked for while a path is traced. */
  #wanted = -1;
  #steps = 0;

  constructor(options: ExplorationOptions) {
    this.#options = options;
    this.#isReduced = options.reductions !== 'none';
    this.#processes = options.processes.toSorted((one, two) => (one.name < two.name ? -1 : 1));
    const names = [...new Set(this.#processes.map(({ name }) => name))];
    this.#kinds = this.#processes.map(({ name }) => names.indexOf(name));
    const kinds = names.map((name) => this.#processes.find((process) => process.name === name) as Process);
    const plain = options.plain && names.map((name) => options.plain?.find((one) => one.name === name) as Process);
    this.#stored = new StoredItems(options.turnIds, options.perform, options.checks.change);
    this.#points = new ProcessPoints(kinds, this.#stored, {
      memoryAfter: options.memoryAfter,
      ...(plain && { plain }),
      isMerging: this.#isReduced,
      lastEpoch: options.expiries,
      timeOf: options.timeOf,
    });
    this.#trace = new PathTrace(this.#processes.length);
    this.#quiet = new QuietSteps(this.#stored, this.#points);
    this.#worlds = new CheckedWorlds(this.#stored, options.checks);
    this.#states = new StateSet(this.#processes.length);
    this.#current = new Uint32Array(1 + this.#processes.length);
    this.#next = new Uint32Array(1 + this.#processes.length);
    this.#woken = new Uint32Array(1 + this.#processes.length);
    this.#world = new Uint32Array(this.#stored.width);
    this.#nextWorld = new Uint32Array(this.#stored.width);
  }

  run(): Exploration {
    this.#nextWorld.set(this.#stored.emptyRow());
    this.#begin(0);
    this.#beginnings = this.#states.size;
    let ends = 0;
    for (let id = 0; id < this.#states.size; id += 1) {
      ends += this.#visit(id) ? 1 : 0;
    }
    const { size: states } = this.#states;
    return { states, steps: this.#steps, worlds: this.#worlds.size, points: this.#points.size, ends };
  }

  /** @throws Error where what the reductions rely on does not hold of what was seen */
  verify(): void {
    if (this.#isReduced) {
      this.#quiet.verify();
    }
  }

  /** The shortest path to where the exploration was broken off. */
  path(): string[] {
    const { nth } = this.#trace;
    const ids = this.#states.wayTo(this.#at, this.#beginnings);
    const lines = ids.slice(1).flatMap((id, index) => {
      this.#wanted = id;
      return this.#trace.retrace(() => this.#visit(ids[index] ?? 0));
    });
    this.#wanted = -1;
    return [...lines, ...this.#trace.retrace(() => this.#visit(ids.at(-1) ?? 0), nth)];
  }

  /** Every process may begin at once, or after an expiry. */
  #begin(index: number): void {
    const kind = this.#kinds[index];
    if (kind === undefined) {
      this.#add();
      return;
    }
    for (const point of this.#points.beginnings(kind, this.#options.beginnings ?? 'at the first step')) {
      this.#next[1 + index] = point;
      this.#begin(index + 1);
    }
  }

  /** Takes every step from a state. @returns whether nothing can happen there but an expiry */
  #visit(id: number): boolean {
    this.#at = id;
    this.#trace.beginState();
    this.#states.read(id, this.#current);
    this.#worlds.read(this.#current[0] ?? 0, this.#world);
    const epoch = this.#world[EPOCH_SLOT] ?? 0;
    let isActing = false;
    let isSleeping = false;
    let isWaiting = false;
    for (const [index, kind] of this.#kinds.entries()) {
      const placed = this.#current[1 + index] ?? 0;
      isSleeping ||= this.#points.wake(placed) !== undefined;
      if (this.#isReduced && kind === this.#kinds[index - 1] && placed === this.#current[index]) {
        continue;
      }
      const point = this.#points.at(placed, epoch);
      for (const [which, step] of this.#points.stepsOf(point).entries()) {
        if (this.#stored.isWaiting(this.#world[this.#stored.slotOf(step)] ?? 0, step)) {
          isWaiting = true;
        } else {
          isActing = true;
          this.#take(index, point, which, epoch);
        }
      }
    }
    if (!isActing && !isSleeping) {
      this.#trace.beginSuccessor();
      const faults = this.#world[FAULTS_SLOT] ?? 0;
      this.#options.checks.end(this.#stored.worldOf(this.#world), { epoch, faults, isWaiting });
    }
    if (epoch < this.#options.expiries && (isActing || isSleeping)) {
      this.#expire(epoch + 1);
    }
    return !isActing && !isSleeping;
  }

  #take(index: number, point: number, which: number, epoch: number): void {
    const step = this.#points.stepsOf(point)[which] ?? 0;
    const slot = this.#stored.slotOf(step);
    const before = this.#world[slot] ?? 0;
    this.#trace.beginSuccessor();
    this.#note(index, step);
    const { item, value } = this.#stored.perform(before, step);
    for (const next of this.#nextPoints(point, which, value, epoch)) {
      this.#move(index, step, { item, next });
    }
    const failed = this.#mayFail(this.#world) ? this.#points.afterFault(point, epoch) : undefined;
    if (failed !== undefined) {
      this.#move(index, step, { item: before, next: failed }, 'fails');
      this.#move(index, step, { item, next: failed }, 'is carried out, but fails');
    }
  }

  #mayFail(world: Uint32Array): boolean {
    return (world[FAULTS_SLOT] ?? 0) < (this.#options.faults ?? 0);
  }

  #move(index: number, step: number, to: { item: number; next: number }, fault?: string): void {
    const slot = this.#stored.slotOf(step);
    this.#trace.beginSuccessor();
    this.#note(index, step, fault);
    this.#next.set(this.#current);
    this.#nextWorld.set(this.#world);
    this.#nextWorld[slot] = to.item;
    if (fault !== undefined) {
      this.#nextWorld[FAULTS_SLOT] = (this.#nextWorld[FAULTS_SLOT] ?? 0) + 1;
    }
    this.#arrive(index, to.next);
    this.#takeQuietSteps(index, slot);
    this.#add();
  }

  /** Where a process may stand after a step: with a late clock also asleep, until it looks at it. */
  #nextPoints(point: number, which: number, value: number, epoch: number): readonly number[] {
    const next = this.#points.next(point, which, value, epoch);
    if (this.#options.isClockLate !== true || this.#points.nextAtAnyTime(point, which, value, epoch) === next) {
      return [next];
    }
    const later = Array.from({ length: this.#options.expiries - epoch }, (_, index) =>
      this.#points.next(point, which, value, epoch + 1 + index),
    );
    return [next, ...this.#points.asleep(later)];
  }

  /** Lets all leases expire; each sleeping process may wake. */
  #expire(epoch: number): void {
    const woken = this.#woken;
    const wakeFrom = (index: number): void => {
      if (index === this.#kinds.length) {
        this.#trace.beginSuccessor();
        this.#next.set(woken);
        this.#nextWorld.set(this.#world);
        this.#nextWorld[EPOCH_SLOT] = epoch;
        this.#trace.note('leases expire');
        for (const [process, point] of woken.subarray(1).entries()) {
          this.#arrive(process, point);
        }
        this.#takeQuietSteps();
        this.#add();
        return;
      }
      const point = this.#current[1 + index] ?? 0;
      for (const next of this.#points.wake(point) ?? [point]) {
        woken[1 + index] = next;
        wakeFrom(index + 1);
      }
    };
    woken.set(this.#current);
    wakeFrom(0);
  }

  /** @param slot what has changed, which may make steps on it quiet; everything by default */
  #takeQuietSteps(mover?: number, slot?: number): void {
    if (!this.#isReduced) {
      return;
    }
    let isWritten = false;
    for (let index = 0; index < this.#kinds.length; index += 1) {
      if (slot === undefined || index === mover || this.#isOn(this.#next[1 + index] ?? 0, slot)) {
        for (let written = this.#takeQuietStep(index); written !== undefined; written = this.#takeQuietStep(index)) {
          isWritten ||= written;
        }
      }
    }
    if (isWritten) {
      this.#takeQuietSteps();
    }
  }

  #isOn(point: number, slot: number): boolean {
    for (const step of this.#points.stepsOf(point)) {
      if (this.#stored.slotOf(step) === slot) {
        return true;
      }
    }
    return false;
  }

  /** @returns whether the step has changed its item; `undefined` where the process has no quiet step to take */
  #takeQuietStep(index: number): boolean | undefined {
    const point = this.#next[1 + index] ?? 0;
    const epoch = this.#nextWorld[EPOCH_SLOT] ?? 0;
    if (this.#mayFail(this.#nextWorld) && this.#points.afterFault(point, epoch) !== undefined) {
      return undefined;
    }
    const steps = this.#points.stepsOf(point);
    for (let which = 0; which < steps.length; which += 1) {
      const step = steps[which] ?? 0;
      const slot = this.#stored.slotOf(step);
      const quiet = this.#quiet.next(point, which, this.#nextWorld[slot] ?? 0, epoch);
      if (quiet !== undefined) {
        const isWritten = quiet.item !== this.#nextWorld[slot];
        this.#note(index, step);
        this.#nextWorld[slot] = quiet.item;
        this.#arrive(index, quiet.point);
        return isWritten;
      }
    }
    return undefined;
  }

  #arrive(index: number, point: number): void {
    const isOutcome = point !== this.#points.ended && this.#points.isDone(point);
    this.#next[1 + index] = isOutcome && this.#isReduced ? this.#points.ended : point;
    if (isOutcome) {
      this.#worlds.checkOutcome(this.#nextWorld, point, this.#points.outcomeOf(point));
    }
  }

  #add(): void {
    const isSameWorld = isEqual(this.#nextWorld, this.#world);
    this.#next[0] = isSameWorld ? (this.#current[0] ?? 0) : this.#worlds.add(this.#nextWorld);
    if (this.#isReduced) {
      sortEqual(this.#next, this.#kinds, (place) => this.#trace.swap(place));
    }
    this.#steps += 1;
    const id = this.#states.add(this.#next, this.#at);
    if (id === this.#wanted) {
      throw new Error('The state is found.');
    }
  }

  #note(index: number, stepId: number, fault = ''): void {
    if (this.#trace.isOn) {
      const { name, args } = this.#stored.steps.get(stepId);
      const who = this.#trace.whoAt(index);
      this.#trace.note(
        `${this.#processes[who]?.name} (${who + 1}): ${name} ${JSON.stringify(args)} ${fault}`.trimEnd(),
      );
    }
  }
}
