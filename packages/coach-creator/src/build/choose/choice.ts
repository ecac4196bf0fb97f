import type { PersonaId } from '@coach-stream/prompting';
import type { MethodologyId } from '../methodologies/methodology.ts';

/** A choice by rule, with what speaks for it. */
export interface Choice<Id extends string> {
  readonly id: Id;
  /** What each could be chosen for: higher is better. */
  readonly scores: Readonly<Partial<Record<Id, number>>>;
  /** Why, in words: what the rules saw. */
  readonly reasons: readonly string[];
}

/** A persona that leads, and others that have a share. */
export interface PersonalityChoice extends Choice<PersonaId> {
  /** None, one or two, the greater share first. */
  readonly secondary: readonly PersonaId[];
  /** Shares of the leading persona and the others; together 1. */
  readonly weights: Readonly<Partial<Record<PersonaId, number>>>;
}

/** Everything that is chosen by rule. */
export interface CoachChoice {
  readonly personality: PersonalityChoice;
  readonly methodology: Choice<MethodologyId>;
}

/** The ids by score, best first; of equal ones the earlier in `ids`. */
export function rank<Id extends string>(
  ids: readonly Id[],
  scores: Readonly<Partial<Record<Id, number>>>,
): readonly Id[] {
  return ids.toSorted((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0));
}
