import { ManualClock } from '../../streaming-core/test/manual-clock.ts';
import { type FollowEnding, followTable } from '../src/engine/follow-table.ts';
import { createReader } from '../src/engine/reader.ts';
import type { TurnState } from '../src/turn-state.ts';
import { InMemoryProcess } from './in-memory-process.ts';
import type { InMemoryReader } from './in-memory-reader.ts';

/** The turn that is followed. */
export const TURN = { userId: 'u', turnId: 't' };

/** A turn in tables in memory, and readers of it that follow the table. */
export function startFollowing() {
  const clock = new ManualClock();
  const process = new InMemoryProcess({ clock });
  const { world } = process.tables;
  world.questions.t = 'place';
  const running: TurnState<string> = {
    hash: 'h',
    subject: 's',
    status: 'running',
    attempt: 1,
    releases: 0,
    leaseUntil: clock.now() + 3_600_000,
    stopRequested: false,
    settled: false,
    claimedAt: 'place',
  };
  const follow = (reader: InMemoryReader, options: { attempt?: number; signal?: AbortSignal } = {}) => {
    const { attempt = 1, signal = new AbortController().signal } = options;
    const follower = createReader(reader.after);
    const endings: FollowEnding[] = [];
    async function* items() {
      endings.push(yield* followTable(process.ports, TURN, follower, { attempt, signal }));
    }
    return { endings, done: reader.read(Promise.resolve({ items: items() })) };
  };
  return { clock, process, world, running, follow };
}
