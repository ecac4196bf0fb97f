import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ManualClock } from '../../test/manual-clock.ts';
import { startHeartbeat } from './heartbeat.ts';

const INTERVAL_MS = 10_000;

describe('startHeartbeat', () => {
  it('beats before it was silent for longer than the interval, and not before three quarters of it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(2.5 * INTERVAL_MS), { maxLength: 10 }), async (pausesMs) => {
        const clock = new ManualClock();
        let lastWriteAt = clock.now();
        const beat = () => {
          const silentMs = clock.now() - lastWriteAt;
          expect(silentMs).toBeGreaterThanOrEqual(0.75 * INTERVAL_MS);
          expect(silentMs).toBeLessThanOrEqual(INTERVAL_MS);
          lastWriteAt = clock.now();
        };
        const heartbeat = startHeartbeat({ clock, intervalMs: INTERVAL_MS, beat });
        for (const pauseMs of pausesMs) {
          await clock.advance(pauseMs);
          expect(clock.now() - lastWriteAt).toBeLessThanOrEqual(INTERVAL_MS);
          heartbeat.touch();
          lastWriteAt = clock.now();
        }
        heartbeat.stop();
        expect(clock.pendingTimers).toBe(0);
      }),
    );
  });

  it('has no timer where it is turned off', () => {
    const clock = new ManualClock();
    const heartbeat = startHeartbeat({ clock, intervalMs: null, beat: () => undefined });
    heartbeat.touch();
    expect(clock.pendingTimers).toBe(0);
    heartbeat.stop();
  });
});
