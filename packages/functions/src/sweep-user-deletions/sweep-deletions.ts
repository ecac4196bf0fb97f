import type { UserDeletionRepository } from '@coach-stream/store';
import type { DeletionEvent } from '../delete-user-data/deletion-event.ts';
import type { InvokeAsync } from '../wiring/invoke-async.ts';

/** More deletions than are due at any time, unless something is badly wrong; the next sweep has the rest. */
const MAX_DELETIONS = 200;

/** What a sweep works with. */
export interface SweepDeletionsOptions {
  readonly deletions: Pick<UserDeletionRepository, 'listDue'>;
  readonly invokeDeletion: InvokeAsync<DeletionEvent>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** How many deletions were due, and how many of them were handed out. */
export type DeletionSweepReport = Readonly<Record<'due' | 'invoked', number>>;

/** Hands out every deletion that is due: one whose first event was lost, whose runner died, or that is to look again. */
export async function sweepDeletions({
  deletions,
  invokeDeletion,
  now,
  signal,
}: SweepDeletionsOptions): Promise<DeletionSweepReport> {
  const due = await deletions.listDue(now(), MAX_DELETIONS);
  let invoked = 0;
  for (const userId of due) {
    if (signal.aborted) {
      break;
    }
    invoked += (await invokeDeletion({ userId })) ? 1 : 0;
  }
  return { due: due.length, invoked };
}
