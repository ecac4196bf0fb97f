import type { ContextualEvent } from '@coach-stream/streaming-core/contract';
import type { RouterPlan } from '../router/router-plan.ts';

/** What a passing line is about, in the order in which they are shown. */
export type ContextualStage =
  | 'initial_greeting'
  | 'workout_analysis'
  | 'memory_analysis'
  | 'pattern_analysis'
  | 'insights_brewing';

/** The stages and where a plan has their lines. */
export const STAGES: readonly (readonly [ContextualStage, keyof RouterPlan['contextualUpdates']])[] = [
  ['initial_greeting', 'initialGreeting'],
  ['workout_analysis', 'workoutAnalysis'],
  ['memory_analysis', 'memoryAnalysis'],
  ['pattern_analysis', 'patternAnalysis'],
  ['insights_brewing', 'insightsBrewing'],
];

/** A passing line as it goes out: never part of the answer. */
export function toContextual(stage: ContextualStage, content: string): ContextualEvent {
  return { type: 'contextual', content, stage };
}
