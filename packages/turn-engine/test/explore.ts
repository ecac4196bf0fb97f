import type { Protocol, Step } from '../src/protocol/step.ts';
import { perform, type World } from './model-operations.ts';

/** A process of the explored system: makes its protocol anew, so that it can be brought to any point by its history. */
export interface Process {
  readonly name: string;
  readonly start: (context: ProcessContext) => Protocol<unknown>;
}

/** What a process sees of the world outside its steps. */
export interface ProcessContext {
  /** The time when the process took its last step: a process acts on the time that it knows. */
  readonly now: () => number;
}

/** How far the exploration goes. */
export interface Bounds {
  readonly maxCrashes: number;
  readonly maxExpiries: number;
  /** How far an expiry moves the clock: past every lease. */
  readonly expiryMs: number;
}

/** A point of the explored system. Worlds and histories are interned: equal ones have one number. */
interface Node {
  readonly world: number;
  readonly histories: readonly number[];
  readonly crashed: number;
  readonly crashes: number;
  readonly expiries: number;
  /** How it was reached first. */
  readonly parent: Node | undefined;
  readonly event: string;
}

/** The results of a process's steps so far: the last one, with the time of it, after those before. */
interface History {
  readonly before: number;
  readonly value: unknown;
  readonly now: number;
}

/** What the exploration has seen. */
export interface Exploration {
  readonly states: number;
  readonly ends: number;
}

/**
 * Visits every reachable state of a set of processes over a world of single-item operations: every interleaving of
 * their steps, with crashes and expiries of leases wherever they may happen. `check` is called at every state, and
 * `checkEnd` where nothing can happen any more; both throw for a violation, which is reported with its path.
 */
export function explore(
  processes: readonly Process[],
  world: World,
  bounds: Bounds,
  checks: {
    readonly check: (world: World) => void;
    readonly checkEnd: (world: World, outputs: readonly unknown[]) => void;
  },
): Exploration {
  const worlds = new Interned<World>();
  const histories = new Interned<History>();
  const points = processes.map(() => new Map<number, Point>());
  const seen = new Set<string>();
  let ends = 0;

  const pointOf = (index: number, history: number): Point => {
    const known = points[index]?.get(history);
    if (known !== undefined) {
      return known;
    }
    const point = replay(processes[index] as Process, historyOf(histories, history));
    points[index]?.set(history, point);
    return point;
  };

  const start = { crashed: 0, crashes: 0, expiries: 0, parent: undefined, event: 'start' };
  const stack: Node[] = [{ ...start, world: worlds.idOf(world), histories: processes.map(() => -1) }];
  while (stack.length > 0) {
    const node = stack.pop() as Node;
    const key = [node.world, node.crashed, node.crashes, node.expiries, ...node.histories].join();
    if (seen.has(key)) {
      continue;
    }
    seen.add(key);
    const current = worlds.get(node.world);
    const at = <Output>(work: () => Output): Output => {
      try {
        return work();
      } catch (error) {
        throw violation(error, node, current);
      }
    };
    at(() => checks.check(current));
    const isCrashed = (index: number) => (node.crashed & (1 << index)) !== 0;
    const here = node.histories.map((history, index) => at(() => pointOf(index, history)));
    const isEnd = here.every((point, index) => point.isDone || isCrashed(index));
    if (isEnd) {
      ends += 1;
      const outputs = here.map((point, index) => (isCrashed(index) ? 'crashed' : point.output));
      at(() => checks.checkEnd(current, outputs));
      continue;
    }
    here.forEach((point, index) => {
      if (point.isDone || isCrashed(index)) {
        return;
      }
      const name = processes[index]?.name;
      for (const order of point.orders) {
        const next = copyOf(current);
        const values = at(() => new Map(order.map((step) => [step, perform(next, step)])));
        const value = point.isTogether
          ? point.orders[0]?.map((step) => values.get(step))
          : values.get(order[0] as Step);
        const history = histories.idOf({ before: node.histories[index] ?? -1, value, now: next.now });
        stack.push({
          ...node,
          world: worlds.idOf(next),
          histories: node.histories.with(index, history),
          parent: node,
          event: `${name}: ${order.map((step) => step.name).join(' then ')}`,
        });
      }
      if (node.crashes < bounds.maxCrashes) {
        const crashed = node.crashed | (1 << index);
        stack.push({ ...node, crashed, crashes: node.crashes + 1, parent: node, event: `${name}: crashes` });
      }
    });
    if (node.expiries < bounds.maxExpiries) {
      const next = worlds.idOf({ ...current, now: current.now + bounds.expiryMs });
      stack.push({ ...node, world: next, expiries: node.expiries + 1, parent: node, event: 'leases expire' });
    }
  }
  return { states: seen.size, ends };
}

/** Where a process stands after a history: the steps that it asks for, in each order that they may happen in. */
interface Point {
  readonly isDone: boolean;
  readonly output: unknown;
  readonly isTogether: boolean;
  readonly orders: readonly (readonly Step[])[];
}

/** Brings a process to the point after its history. */
function replay(process: Process, history: readonly History[]): Point {
  let now = 1_000;
  const protocol = process.start({ now: () => now });
  let next = protocol.next();
  for (const entry of history) {
    now = entry.now;
    next = protocol.next(entry.value);
  }
  if (next.done) {
    return { isDone: true, output: next.value, isTogether: false, orders: [] };
  }
  const asked = next.value;
  const steps = Array.isArray(asked) ? (asked as readonly Step[]) : [asked as Step];
  return {
    isDone: false,
    output: undefined,
    isTogether: Array.isArray(asked),
    orders: steps.length < 2 ? [steps] : [steps, steps.toReversed()],
  };
}

function historyOf(histories: Interned<History>, last: number): History[] {
  const entries: History[] = [];
  for (let id = last; id >= 0; id = histories.get(id).before) {
    entries.unshift(histories.get(id));
  }
  return entries;
}

/** Operations replace what they change and never change it in place, so a copy of the records is enough. */
function copyOf(world: World): World {
  const { states, results, logs, questions, answers } = world;
  return {
    ...world,
    states: { ...states },
    results: { ...results },
    logs: { ...logs },
    questions: { ...questions },
    answers: { ...answers },
  };
}

function violation(error: unknown, node: Node, world: World): Error {
  const path: string[] = [];
  for (let at: Node | undefined = node; at !== undefined; at = at.parent) {
    path.unshift(at.event);
  }
  const message = error instanceof Error ? error.message : String(error);
  return new Error(`${message}\n${path.join('\n')}\n${JSON.stringify(world, undefined, 1)}`);
}

/** Gives equal values one number. */
class Interned<Value> {
  readonly #ids = new Map<string, number>();
  readonly #values: Value[] = [];

  idOf(value: Value): number {
    const key = JSON.stringify(value);
    const known = this.#ids.get(key);
    if (known !== undefined) {
      return known;
    }
    this.#ids.set(key, this.#values.length);
    this.#values.push(value);
    return this.#values.length - 1;
  }

  get(id: number): Value {
    return this.#values[id] as Value;
  }
}
