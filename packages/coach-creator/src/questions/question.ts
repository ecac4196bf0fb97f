import type { SophisticationLevel } from '@coach-stream/store/entities';

/** What the questions are called, in the order in which they are asked. Stored sessions know them by these names. */
export const QUESTION_IDS = [
  'goalsAndTimeline',
  'ageAndLifeStage',
  'experienceLevel',
  'trainingFrequencyAndTime',
  'injuriesAndLimitations',
  'equipmentAndEnvironment',
  'movementPreferences',
  'coachingStyle',
  'successMetrics',
  'competitionGoals',
] as const;

export type QuestionId = (typeof QUESTION_IDS)[number];

/** A level that words can point to. */
export type KnownLevel = Exclude<SophisticationLevel, 'unknown'>;

/** One thing that a person is asked before a coach is built for them. */
export interface Question {
  readonly id: QuestionId;
  /** What it is about, for the model and for lists of answers. */
  readonly topic: string;
  /** How it is asked, by what is known of the person. */
  readonly wordings: Readonly<Record<SophisticationLevel, string>>;
  /** Words of an answer that tell how much somebody knows: lower case, whole words, English. */
  readonly signals: Readonly<Record<KnownLevel, readonly string[]>>;
  /** What to find out where the answer leaves it open; for the model. */
  readonly followUpHint: string;
  /** Shown while the reply to an answer is being made: the first to the first answer, and so on. */
  readonly passingLines: readonly string[];
  /** A person who wants to finish may leave it out. */
  readonly isOptional?: true;
  /** People of these levels are not asked. */
  readonly skippedFor?: readonly SophisticationLevel[];
}
