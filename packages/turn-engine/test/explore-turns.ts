import { fileURLToPath } from 'node:url';
import * as contract from '@coach-stream/streaming-core/contract';
import { type Checks, type Exploration, type ExplorationOptions, explore } from './exploration/explore.ts';
import { loadWithMemory, type SourceEdit } from './exploration/load-with-memory.ts';
import type { Process } from './exploration/process-points.ts';
import type { Perform } from './exploration/stored-items.ts';
import { invariants } from './invariants.ts';
import { perform } from './model-operations.ts';
import * as plain from './processes.ts';

/** One process of a case: a request to run a turn, or one to stop it. */
export type Actor = plain.RequestKind | { readonly stops: string };

/** A case to explore. */
export interface TurnCase
  extends Pick<ExplorationOptions, 'beginnings' | 'expiries' | 'faults' | 'isClockLate' | 'reductions'> {
  readonly actors: readonly Actor[];
  /** Changes of the protocol's code, by paths from the tests' folder. */
  readonly edits?: readonly SourceEdit[];
  /** Operations other than the model's. */
  readonly perform?: Perform;
  /** Looks at what the exploration sees, after it has been checked. */
  readonly watch?: Partial<Pick<Checks, 'world' | 'outcome' | 'end'>>;
}

const START_MS = 1_000;
/** Leases that are over for good once the clock has moved. */
const timeOf = (epoch: number): number => START_MS + epoch * (plain.LEASE_MS + 1);

const unchanged = loadProcesses([]);

/** Explores a case and checks the invariants. @throws Error for a violation, with the shortest path to it */
export function exploreTurns({ actors, edits, watch, ...options }: TurnCase): Exploration {
  const { exports: code, memoryAfter } = edits === undefined ? unchanged : loadProcesses(edits);
  const operations: Perform = options.perform ?? perform;
  const probe = (now: () => number) => code.requestTurn({ turnId: 'probe' }, now);
  const hasQuota = actors.every((actor) => 'stops' in actor || actor.quota !== undefined);
  const checks = invariants({ perform: operations, timeOf, afterMs: timeOf(options.expiries + 1), hasQuota, probe });
  return explore({
    ...options,
    processes: actors.map((actor) => toProcess(actor, code)),
    ...(edits === undefined && { plain: actors.map((actor) => toProcess(actor, plain)) }),
    turnIds: [...new Set(actors.map((actor) => ('stops' in actor ? actor.stops : actor.turnId)))],
    perform: operations,
    memoryAfter,
    timeOf,
    checks: {
      change: checks.change,
      left: checks.left,
      world: (...seen) => {
        checks.world(...seen);
        watch?.world?.(...seen);
      },
      outcome: (...seen) => {
        checks.outcome(...seen);
        watch?.outcome?.(...seen);
      },
      end: (...seen) => {
        checks.end(...seen);
        watch?.end?.(...seen);
      },
    },
  });
}

function toProcess(actor: Actor, code: Pick<typeof plain, 'requestTurn' | 'requestStop'>): Process {
  if ('stops' in actor) {
    return { name: `stop of ${actor.stops}`, start: (now) => code.requestStop(actor.stops, now) };
  }
  const { turnId, isFailingFirst, isRefused, quota } = actor;
  const words = [turnId, isFailingFirst && 'failing first', isRefused && 'refused', quota && `a quota ${quota}`];
  const name = words.filter(Boolean).join(', ');
  return { name, start: (now) => code.requestTurn(actor, now) };
}

function loadProcesses(edits: readonly SourceEdit[]) {
  const { exports, memoryAfter } = loadWithMemory(fileURLToPath(new URL('processes.ts', import.meta.url)), {
    packages: { '@coach-stream/streaming-core/contract': contract },
    edits,
  });
  return { exports: exports as typeof plain, memoryAfter };
}
