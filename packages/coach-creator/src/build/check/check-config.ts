import type { CoachConfig, CoachScores } from '@coach-stream/store';
import { MIN_COHERENCE } from '../choose/coherence.ts';
import type { CoachBrief } from '../generate/coach-brief.ts';
import type { WrittenCoach } from '../generate/written-coach.ts';
import { findBrokenLimits } from './check-limits.ts';
import { configTexts } from './config-texts.ts';
import { findPlaceholders } from './find-placeholders.ts';
import type { ConfigFault, ConfigProblem } from './problem.ts';
import { scoreCoherence } from './score-coherence.ts';
import { MIN_SAFETY, scoreSafety } from './score-safety.ts';

/** What the checks made of a coach: it may be used where there is no problem. */
export interface ConfigReview {
  readonly scores: CoachScores;
  readonly problems: readonly ConfigProblem[];
}

/**
 * Checks a coach before it is used: limits and schema, no placeholders, safety (at least 7 of 10, and no contraindicated
 * exercise recommended anywhere), coherence (at least 6 of 10). The same coach gives the same review.
 */
export function checkConfig(config: CoachConfig, written: WrittenCoach, brief: CoachBrief): ConfigReview {
  const safety = scoreSafety(config, { injuries: brief.facts.injuries, safety: brief.safety });
  const method = written.prompts.methodology;
  const coherence = scoreCoherence(config, { facts: brief.facts, choice: brief.choice, method });
  const placeholders = configTexts(config).flatMap(([path, text]) =>
    findPlaceholders(text).map((found) => `${path} holds the placeholder ${found}: write what belongs there.`),
  );
  return {
    scores: { safety: safety.score, coherence: coherence.score },
    problems: [
      ...toProblems('CONFIG_UNSAFE', safety.score < MIN_SAFETY ? safety.findings : []),
      ...toProblems('CONFIG_INVALID', findBrokenLimits(written, config)),
      ...toProblems('CONFIG_PLACEHOLDER', placeholders),
      ...toProblems('CONFIG_INCOHERENT', coherence.score < MIN_COHERENCE ? coherence.findings : []),
    ],
  };
}

function toProblems(fault: ConfigFault, messages: readonly string[]): ConfigProblem[] {
  return messages.map((message) => ({ fault, message }));
}
