/** Where somebody can be injured, as far as the rules know. */
export const INJURY_AREAS = ['knee', 'shoulder', 'back', 'wrist', 'elbow', 'hip', 'ankle'] as const;

export type InjuryArea = (typeof INJURY_AREAS)[number];

/** An exercise that is ruled out. */
export interface RiskyExercise {
  /** As a coach would say it, plural. */
  readonly name: string;
  /**
   * How texts name it, singular and lower case. Words may stand together, apart or with a hyphen, plurals and "-ing" are
   * found too; `*` stands for up to two words in between.
   */
  readonly terms: readonly string[];
}

/** What an injury of an area means for training. */
export interface KnownInjury {
  readonly area: InjuryArea;
  /** How people name it: sources of regular expressions, lower case. */
  readonly words: readonly string[];
  readonly contraindicated: readonly RiskyExercise[];
  /** What stands in for them, and how other exercises are changed. Names none of what is contraindicated. */
  readonly modifications: readonly string[];
  readonly recovery: readonly string[];
  readonly monitoring: readonly string[];
}
