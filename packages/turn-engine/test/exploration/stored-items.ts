import type { Step } from '../../src/protocol/step.ts';
import { copyOf, emptyWorld, type World } from '../model-operations.ts';
import { Interned } from './canonical.ts';

/** What a step does to the one item that it touches: the item afterwards and the step's value, by number. */
export interface StepOutcome {
  readonly item: number;
  readonly value: number;
}

/** Carries a step out in a world, which it changes. */
export type Perform = (world: World, step: Step) => unknown;

/** What must hold for every change of an item; throws where it does not. */
export type CheckChange = (before: Partial<World>, after: Partial<World>, step: Step) => void;

/** Where the clock stands in a row: how often leases have expired. */
export const EPOCH_SLOT = 0;
/** How many steps have failed, in a row. */
export const FAULTS_SLOT = 1;
const HEAD_SLOT = 2;
const HEAD_STEPS = ['readHead', 'lock', 'unlock', 'countTurn'];
/** On what is written about a turn beside its state: result, log, messages. */
const RECORD_STEPS = [
  'putResult',
  'readResult',
  'readLoggedAnswer',
  'putAnswer',
  'putQuestion',
  'appendLog',
  'readAnswer',
];

/** On what a quota has reserved for a turn. */
const QUOTA_STEPS: readonly string[] = ['admit', 'refuse', 'withdraw', 'settle'];

/** Parts of steps' values that the protocol does not look at. */
const UNSEEN: Readonly<Record<string, readonly string[]>> = {
  readHead: ['endedTurnIds', 'count'],
  commit: ['stopRequested'],
  awaitEnd: ['stopRequested'],
};

const AWAIT_END: string = 'awaitEnd';

type Item = Partial<World>;
type State = World['states'][string];

/**
 * The world as a row of items: the clock, the head, and for each turn its state, its records and what is reserved for it. Items, steps and
 * values are numbered, and what a step does to an item is worked out once: a step touches one item, so that it does the
 * same whatever else the world holds.
 */
export class StoredItems {
  readonly width: number;
  readonly items = new Interned<Item>();
  readonly steps = new Interned<Step>();
  readonly values = new Interned<unknown>();
  readonly #turnIds: readonly string[];
  readonly #perform: Perform;
  readonly #checkChange: CheckChange;
  readonly #slots: number[] = [];
  readonly #outcomes: Map<number, StepOutcome>[] = [];

  constructor(turnIds: readonly string[], perform: Perform, checkChange: CheckChange) {
    this.#turnIds = turnIds;
    this.#perform = perform;
    this.#checkChange = checkChange;
    this.width = HEAD_SLOT + 1 + 3 * turnIds.length;
  }

  /** The row of an empty world. */
  emptyRow(): Uint32Array {
    const row = new Uint32Array(this.width);
    for (let slot = HEAD_SLOT; slot < this.width; slot += 1) {
      row[slot] = this.items.idOf(this.#itemIn(slot, emptyWorld()));
    }
    return row;
  }

  /** The world that a row stands for, but for its time and its faults. */
  worldOf(row: Uint32Array): World {
    const world = emptyWorld();
    for (let slot = HEAD_SLOT; slot < this.width; slot += 1) {
      const { head, ...records } = this.items.get(row[slot] ?? 0);
      Object.assign(world, head && { head });
      for (const [name, entries] of Object.entries(records)) {
        Object.assign(world[name as 'states'], entries);
      }
    }
    return world;
  }

  /** A step's number; steps that do the same to every item have one. */
  stepId(step: Step): number {
    const same = withoutUnused(step);
    const id = this.steps.idOf(same);
    this.#slots[id] ??= this.#slotOf(same);
    return id;
  }

  /** The place in a row of the item that a step touches. */
  slotOf(stepId: number): number {
    return this.#slots[stepId] ?? HEAD_SLOT;
  }

  /** Whether a step waits for what has not come yet: that a turn is no longer running. */
  isWaiting(itemId: number, stepId: number): boolean {
    if (this.steps.get(stepId).name !== AWAIT_END) {
      return false;
    }
    const state = Object.values(this.items.get(itemId).states ?? {})[0];
    return state === undefined || state.status === 'running';
  }

  perform(itemId: number, stepId: number): StepOutcome {
    this.#outcomes[stepId] ??= new Map();
    const known = this.#outcomes[stepId].get(itemId);
    if (known !== undefined) {
      return known;
    }
    const step = this.steps.get(stepId);
    const before = this.items.get(itemId);
    const world = copyOf({ ...emptyWorld(), ...before });
    const value = this.#perform(world, step);
    const after = this.#itemIn(this.slotOf(stepId), world);
    this.#checkChange(before, after, step);
    const outcome = { item: this.items.idOf(after), value: this.values.idOf(seenByProtocol(step, value)) };
    this.#outcomes[stepId].set(itemId, outcome);
    return outcome;
  }

  /** Every change of an item that a step has made so far. */
  *changes(): Generator<{ readonly slot: number; readonly before: number; readonly after: number }> {
    for (const [stepId, outcomes] of this.#outcomes.entries()) {
      for (const [before, { item: after }] of outcomes ?? []) {
        if (before !== after) {
          yield { slot: this.slotOf(stepId), before, after };
        }
      }
    }
  }

  #slotOf({ name, args }: Step): number {
    if (HEAD_STEPS.includes(name)) {
      return HEAD_SLOT;
    }
    const [first, second] = args as readonly (string | { readonly turnId: string })[];
    const turn = name === 'putAnswer' ? second : first;
    const index = this.#turnIds.indexOf(typeof turn === 'object' ? turn.turnId : (turn ?? ''));
    if (index < 0) {
      throw new Error(`${name} is about a turn that is not explored.`);
    }
    const kind = QUOTA_STEPS.includes(name) ? 2 : RECORD_STEPS.includes(name) ? 1 : 0;
    return HEAD_SLOT + 1 + index + kind * this.#turnIds.length;
  }

  #itemIn(slot: number, world: World): Item {
    if (slot === HEAD_SLOT) {
      return { head: world.head };
    }
    if (slot <= HEAD_SLOT + this.#turnIds.length) {
      return {
        states: Object.fromEntries(Object.entries(world.states).map(([id, state]) => [id, withoutOldLease(state)])),
      };
    }
    if (slot <= HEAD_SLOT + 2 * this.#turnIds.length) {
      const { answers, logs, questions, results, runs } = world;
      return { answers, logs, questions, results, runs };
    }
    const { reserved, used } = world;
    return { reserved, used };
  }
}

/**
 * A lease matters only while its turn is running: afterwards it is looked at only to tell whether the state is as it was
 * seen, which status and attempt tell.
 */
function withoutOldLease(state: State): State {
  return state.status === 'running' ? state : { ...state, leaseUntil: 0 };
}

/** Leaves out of a step's arguments what its operation does not look at. */
function withoutUnused({ name, args }: Step): Step {
  switch (name) {
    case 'advance':
    case 'endDead': {
      const [turn, seen, ...rest] = args as readonly State[];
      const looked = ['status', 'attempt', 'leaseUntil', 'stopRequested'];
      return { name, args: [turn, seen && pick(seen, looked), ...rest] };
    }
    case 'countTurn':
      return { name, args: [args[0], pick(args[1] as object, ['turnId', 'claimedAt'])] };
    case 'putAnswer':
      return { name, args: [args[0], pick(args[1] as object, ['turnId', 'attempt', 'text', 'status'])] };
    default:
      return { name, args };
  }
}

/**
 * What a process is given of a step's value: not what the protocol does not look at, so that it cannot tell worlds
 * apart by it. Code that begins to look at such a part is told.
 */
function seenByProtocol({ name }: Step, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const unseen = UNSEEN[name] ?? [];
  const kept = 'leaseUntil' in value ? withoutOldLease(value as State) : value;
  const seen = Object.fromEntries(Object.entries(kept).filter(([key]) => !unseen.includes(key)));
  for (const key of unseen) {
    Object.defineProperty(seen, key, {
      enumerable: false,
      get: () => {
        throw new Error(`The exploration takes ${key} for a part of ${name} that no process looks at.`);
      },
    });
  }
  return seen;
}

function pick(value: object, keys: readonly string[]): object {
  return Object.fromEntries(Object.entries(value).filter(([key]) => keys.includes(key)));
}
