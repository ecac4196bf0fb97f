import { pick } from '@coach-stream/prompting';
import type { ContextualEvent } from '@coach-stream/streaming-core/contract';
import type { RouterPlan } from '../router/router-plan.ts';
import { type ContextualStage, STAGES, toContextual } from './stages.ts';

/** What is shown where the plan has no line of its own for a stage. */
export const FALLBACK_LINES: Readonly<Record<ContextualStage, readonly string[]>> = {
  initial_greeting: [
    'Diving straight into what you wrote.',
    'Getting the full picture first.',
    'Lining everything up for you.',
  ],
  workout_analysis: [
    'Digging through your training log.',
    'Putting your recent sessions side by side.',
    'Reading your numbers closely.',
  ],
  memory_analysis: [
    'Pulling up what I know about you.',
    'Going back to what matters to you.',
    'Checking your goals and your limits.',
  ],
  pattern_analysis: [
    'Hunting for the pattern behind it.',
    'Connecting the dots across your weeks.',
    'Spotting what keeps coming back.',
  ],
  insights_brewing: [
    'Shaping this into something you can use.',
    'Nearly there, sharpening the details.',
    'Turning it into your next step.',
  ],
};

/**
 * The passing lines of a plan, in order: its own, or the stage's written one where its own is blank. None where the plan
 * wants none shown.
 *
 * @param random from 0 to 1
 */
export function contextualLines(plan: RouterPlan, random: () => number): ContextualEvent[] {
  if (!plan.showContextualUpdates) {
    return [];
  }
  return STAGES.flatMap(([stage, field]) => {
    const line = plan.contextualUpdates[field];
    return line === undefined ? [] : [toContextual(stage, line === '' ? pick(FALLBACK_LINES[stage], random) : line)];
  });
}
