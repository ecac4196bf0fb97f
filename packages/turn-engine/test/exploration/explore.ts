import type { World } from '../model-operations.ts';
import { Explorer } from './explorer.ts';
import type { Beginnings, PointOptions, Process } from './process-points.ts';
import type { CheckChange, Perform } from './stored-items.ts';

/** What is explored, and how. */
export interface ExplorationOptions extends Pick<PointOptions, 'memoryAfter' | 'plain'> {
  /** Equal ones have one name and behave alike. */
  readonly processes: readonly Process[];
  readonly turnIds: readonly string[];
  readonly perform: Perform;
  /** How often leases may expire: the clock moves past all of them. */
  readonly expiries: number;
  /** How often a step may fail, carried out or not, in a process that goes on all the same. Default 0. */
  readonly faults?: number;
  readonly timeOf: PointOptions['timeOf'];
  /** Default: at the first step. */
  readonly beginnings?: Beginnings;
  /** Whether a process may look at the clock long after the step that it has taken. */
  readonly isClockLate?: boolean;
  /** `none`: every history, order of equal processes and step by itself, so that the reductions can be held against it. */
  readonly reductions?: 'all' | 'none';
  readonly checks: Checks;
}

/** What must hold; each throws where it does not. */
export interface Checks {
  /** For every change of an item. */
  readonly change: CheckChange;
  /** For every world, whoever may have crashed: the processes that are left behind do nothing more. */
  readonly world: (world: World, epoch: number) => void;
  /** For what every world holds, at any time after the explored one. */
  readonly left: (world: World) => void;
  /** When a process has come to its outcome. */
  readonly outcome: (outcome: unknown, world: World) => void;
  /** When nothing can happen any more but by an expiry. `isWaiting`: whether a process waits for an end that does not come. */
  readonly end: (
    world: World,
    rest: { readonly epoch: number; readonly faults: number; readonly isWaiting: boolean },
  ) => void;
}

/** What an exploration has seen. */
export interface Exploration {
  readonly states: number;
  readonly steps: number;
  readonly worlds: number;
  /** Points at which processes stood. */
  readonly points: number;
  readonly ends: number;
}

/**
 * Visits every reachable state of a set of processes over a world of single-item operations: every interleaving of
 * their steps, also of two that are asked for at once, with expiries of leases wherever they may happen. What makes
 * this feasible, and why nothing is lost by it:
 *
 * - **A process is its memory**, not its history: see `ProcessPoints`, and `withMemory` for how that is known.
 * - **A crash is no event.** A process that has crashed takes no more steps; every state in which it has not taken them
 *   is visited anyway, with all that the others make of it, because nobody waits for it but by its lease. So what must
 *   hold after crashes is checked in every world, and holds for any number of them.
 * - **Quiet steps are taken at once**: see `QuietSteps`.
 * - **Equal processes are interchangeable**: which points are taken counts, not who stands at which.
 * - **An ended process is forgotten**: its outcome is checked when it comes, against what is final then
 *   (`checks.change` watches over that).
 * - **What nobody looks at is left out** of items, values and steps: see `StoredItems`.
 *
 * All but the last can be turned off, to be held against the whole: `reductions: 'none'`.
 *
 * @throws Error for a violation, with the shortest path to it
 */
export function explore(options: ExplorationOptions): Exploration {
  const explorer = new Explorer(options);
  try {
    const seen = explorer.run();
    explorer.verify();
    return seen;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${explorer.path().join('\n')}`, {
      cause: error,
    });
  }
}
