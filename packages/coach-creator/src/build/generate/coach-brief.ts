import type { CoachSafety, Profile } from '@coach-stream/store';
import type { CoachChoice } from '../choose/choice.ts';
import type { CreatorAnswers } from '../derive/answers.ts';
import type { TrainingFacts } from '../derive/training-facts.ts';

/** Everything that a coach is written from: what the person said, and what rules have settled. */
export interface CoachBrief {
  readonly answers: CreatorAnswers;
  readonly unitSystem: Profile['unitSystem'];
  /** The profile's standing directive, where it is enabled. */
  readonly directive: string | undefined;
  readonly facts: TrainingFacts;
  readonly safety: CoachSafety;
  readonly choice: CoachChoice;
}
