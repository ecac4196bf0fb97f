import type { AnswerResult } from '@coach-stream/store';
import type { Clock } from '@coach-stream/streaming-core';
import type { StopReason } from '@coach-stream/streaming-core/contract';
import { createUsageMeter, type UsageMeter } from '../usage-meter.ts';
import type { TurnEffects } from './turn-effects.ts';

/** What is known of a turn while it is being answered, and of an answer however it ends. */
export interface TurnRecord {
  readonly meter: UsageMeter;
  /** Filled while the turn is worked on. */
  readonly effects: TurnEffects;
  stopReason: StopReason;
  /** Notes when the first text went out; later calls change nothing. */
  firstToken(): void;
  /** The answer as it stands. */
  toResult(text: string, state: AnswerResult['state']): AnswerResult;
}

/** @param startedAtMs when the request arrived, on the clock's `monotonicMs` */
export function createTurnRecord(clock: Clock, startedAtMs: number): TurnRecord {
  const elapsedMs = () => Math.round(clock.monotonicMs() - startedAtMs);
  let firstTokenMs: number | null = null;
  const record: TurnRecord = {
    meter: createUsageMeter(),
    effects: {
      contextualUpdates: [],
      retrieval: { used: false, matches: 0, contextLength: 0, reason: 'notNeeded' },
      afterWork: { needsSummary: false, isWorkoutPending: false },
    },
    stopReason: 'unknown',
    firstToken() {
      firstTokenMs ??= elapsedMs();
    },
    toResult: (text, state) => ({
      text,
      state,
      stopReason: record.stopReason,
      usage: record.meter.total(),
      createdAt: new Date(clock.now()).toISOString(),
      timings: { firstTokenMs, totalMs: elapsedMs() },
      effects: structuredClone(record.effects),
    }),
  };
  return record;
}
