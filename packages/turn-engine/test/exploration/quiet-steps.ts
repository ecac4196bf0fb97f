import type { Step } from '../../src/protocol/step.ts';
import type { World } from '../model-operations.ts';
import type { ProcessPoints } from './process-points.ts';
import type { StoredItems } from './stored-items.ts';

/** More than leases expire. */
const MAX_EPOCHS = 16;

type State = World['states'][string];

/** What a quiet step makes of its item and of its process. */
export interface QuietStep {
  readonly item: number;
  readonly point: number;
}

/**
 * Which steps a process may take at once, without looking at what others do before it. Interleaving them would show
 * nothing new, because no other process can notice the step or change what comes of it. Three sorts:
 *
 * - **Moot**: the step changes nothing and gives the same value, now and whatever the others do: reads of what is final,
 *   and conditional writes whose condition will never hold again. Left at its place or moved, everybody sees the same.
 * - **Unread**: a read whose value the process never looks at.
 * - **Unnoticed writes**: `putResult`, which is read only after the same runner's commit; and `putAnswer`, which is put
 *   by attempt, so that the order of two of them makes no difference, and read only by those who have seen the turn as
 *   ended and have put the answer themselves where that was still to be done. A crash before the write differs from one
 *   after it in nothing that anybody reads: whoever meets the ended turn puts the same answer.
 */
export class QuietSteps {
  readonly #stored: StoredItems;
  readonly #points: ProcessPoints;
  /** By point: what comes of its steps at an item in an epoch, where they are quiet. */
  readonly #known: Map<number, QuietStep | undefined>[] = [];
  /** What was taken for moot: by step, the items. */
  readonly #moot = new Map<number, Set<number>>();

  constructor(stored: StoredItems, points: ProcessPoints) {
    this.#stored = stored;
    this.#points = points;
  }

  /** What comes of a step that a point asks for; `undefined` where it is not quiet, or the clock makes a difference. */
  next(point: number, which: number, itemId: number, epoch: number): QuietStep | undefined {
    this.#known[point] ??= new Map();
    const known = this.#known[point];
    const key = (itemId * MAX_EPOCHS + epoch) * 2 + which;
    if (!known.has(key)) {
      known.set(key, this.#find(point, which, itemId, epoch));
    }
    return known.get(key);
  }

  #find(point: number, which: number, itemId: number, epoch: number): QuietStep | undefined {
    const stepId = this.#points.stepsOf(point)[which] ?? 0;
    const step = this.#stored.steps.get(stepId);
    const before = this.#stored.items.get(itemId);
    const unread = isLastingRead(step, before) ? this.#points.nextIfUnread(point, which, epoch) : undefined;
    if (unread !== undefined) {
      return { item: itemId, point: unread };
    }
    const isMootStep = isMoot(step, before);
    if (!isMootStep && !isUnnoticed(step)) {
      return undefined;
    }
    if (isMootStep) {
      this.#moot.set(stepId, (this.#moot.get(stepId) ?? new Set()).add(itemId));
    }
    const { item, value } = this.#stored.perform(itemId, stepId);
    const next = this.#points.nextAtAnyTime(point, which, value, epoch);
    return next === undefined ? undefined : { item, point: next };
  }

  /**
   * Holds what was said to be moot against all changes of items that the exploration has seen: at everything that an
   * item can become, the step still changes nothing and gives the same value.
   *
   * @throws Error where that is not so
   */
  verify(): void {
    const after = new Map<number, Set<number>>();
    for (const change of this.#stored.changes()) {
      const known = after.get(change.before) ?? new Set();
      after.set(change.before, known.add(change.after));
    }
    for (const [stepId, items] of this.#moot) {
      const step = this.#stored.steps.get(stepId);
      for (const itemId of items) {
        const { value } = this.#stored.perform(itemId, stepId);
        for (const later of closure(itemId, after)) {
          const outcome = this.#stored.perform(later, stepId);
          if (outcome.item !== later || outcome.value !== value) {
            const became = [itemId, later].map((id) => JSON.stringify(this.#stored.items.get(id)));
            throw new Error(`${step.name} is not moot: ${JSON.stringify(step.args)}\n${became.join('\n')}`);
          }
        }
      }
    }
  }
}

/** Whether a step only reads something that stays there, whatever becomes of it. */
function isLastingRead({ name }: Step, { states = {} }: Partial<World>): boolean {
  return name === 'readHead' || (name === 'readState' && Object.keys(states).length > 0);
}

function isUnnoticed({ name }: Step): boolean {
  return name === 'putResult' || name === 'putAnswer';
}

/** Whether a step changes nothing and gives the same value, whatever becomes of the item. */
function isMoot({ name, args }: Step, { head, states = {}, answers = {}, logs = {} }: Partial<World>): boolean {
  const state: State | undefined = Object.values(states)[0];
  const [turn, second, third] = args;
  switch (name as string) {
    // Attempts only go up, and one that has ended or been released does not run again.
    case 'commit':
    case 'release':
    case 'renew':
      return (
        state !== undefined && !(state.status === 'running' && state.attempt === second) && !isBefore(state, second)
      );
    case 'markSettled':
      return state !== undefined && !isBefore(state, second) && (state.attempt !== second || state.settled);
    // Nor does a state become again what it was.
    case 'advance':
    case 'endDead': {
      const seen = second as State;
      return state?.attempt !== seen.attempt || state.status !== seen.status || state.leaseUntil !== seen.leaseUntil;
    }
    // An answered turn stays as it is once it is settled.
    case 'claim':
    case 'readState':
    case 'requestStop':
    case 'awaitEnd':
      return (state?.status === 'complete' || state?.status === 'stopped') && state.settled;
    // A turn that is counted stays so, and is never locked again.
    case 'countTurn':
    case 'lock':
      return head?.endedTurnIds.includes((second as { turnId: string }).turnId) ?? false;
    // The result has been put before the commit that tells of it.
    case 'readResult':
      return true;
    // A log only grows, and by one event for each attempt.
    case 'readLoggedAnswer': {
      const { length } = logs[`${(turn as { turnId: string }).turnId}#${second}`] ?? [];
      return length >= (third === undefined ? 1 : Number(third));
    }
    case 'readAnswer':
      return ['complete', 'stopped'].includes(answers[String(turn)]?.status ?? '');
    default:
      return false;
  }
}

function isBefore({ attempt }: State, other: unknown): boolean {
  return attempt < Number(other);
}

/** All that an item can become. */
function closure(itemId: number, after: ReadonlyMap<number, ReadonlySet<number>>): Set<number> {
  const found = new Set<number>();
  const open = [itemId];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const later of after.get(next) ?? []) {
      if (!found.has(later)) {
        found.add(later);
        open.push(later);
      }
    }
  }
  return found;
}
