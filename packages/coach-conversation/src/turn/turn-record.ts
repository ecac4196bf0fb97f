import { type AnswerRecord, createAnswerRecord } from '@coach-stream/prompting';
import type { Clock } from '@coach-stream/streaming-core';
import type { TurnEffects } from './turn-effects.ts';

/** @param startedAtMs when the request arrived, on the clock's `monotonicMs` */
export function createTurnRecord(clock: Clock, startedAtMs: number): AnswerRecord<TurnEffects> {
  const effects: TurnEffects = {
    contextualUpdates: [],
    retrieval: { used: false, matches: 0, contextLength: 0, reason: 'notNeeded' },
    afterWork: { needsSummary: false, isWorkoutPending: false },
  };
  return createAnswerRecord(effects, { clock, startedAtMs });
}
