import type { SweepResult } from '@coach-stream/coach-creator';
import type { SessionRef } from '@coach-stream/store';

/** More builds than wait at any time, unless something is badly wrong; the next sweep has the rest. */
const MAX_BUILDS = 200;

/** What a sweep works with. */
export interface SweepBuildsOptions {
  /** Sessions whose coach is yet to be built, those first that have waited longest. */
  readonly listPending: (limit: number) => Promise<readonly SessionRef[]>;
  readonly sweep: (session: SessionRef) => Promise<SweepResult>;
  /** Told of a build that could not be looked after; the next sweep finds it again. */
  readonly onFault: (what: string, error: unknown) => void;
  readonly signal: AbortSignal;
}

/** How many builds a sweep has seen, and what it did with them. */
export type SweepReport = Readonly<Record<'pending' | 'invoked' | 'ended' | 'failed', number>>;

/** Looks after every build that waits, one after the other; what fails with one keeps it from none of the others. */
export async function sweepBuilds({ listPending, sweep, onFault, signal }: SweepBuildsOptions): Promise<SweepReport> {
  const pending = await listPending(MAX_BUILDS);
  const report = { pending: pending.length, invoked: 0, ended: 0, failed: 0 };
  for (const session of pending) {
    if (signal.aborted) {
      break;
    }
    try {
      const { action } = await sweep(session);
      report.invoked += action === 'invoked' ? 1 : 0;
      report.ended += action === 'ended' ? 1 : 0;
    } catch (error) {
      report.failed += 1;
      onFault('Looking after a build', error);
    }
  }
  return report;
}
