import type { SophisticationLevel } from '@coach-stream/store/entities';
import { ageAndLifeStage } from './age-and-life-stage.ts';
import { coachingStyle } from './coaching-style.ts';
import { competitionGoals } from './competition-goals.ts';
import { equipmentAndEnvironment } from './equipment-and-environment.ts';
import { experienceLevel } from './experience-level.ts';
import { goalsAndTimeline } from './goals-and-timeline.ts';
import { injuriesAndLimitations } from './injuries-and-limitations.ts';
import { movementPreferences } from './movement-preferences.ts';
import type { Question } from './question.ts';
import { successMetrics } from './success-metrics.ts';
import { trainingFrequencyAndTime } from './training-frequency-and-time.ts';

/** Every question, in the order in which they are asked. */
export const QUESTIONS: readonly [Question, ...Question[]] = [
  goalsAndTimeline,
  ageAndLifeStage,
  experienceLevel,
  trainingFrequencyAndTime,
  injuriesAndLimitations,
  equipmentAndEnvironment,
  movementPreferences,
  coachingStyle,
  successMetrics,
  competitionGoals,
];

/** The question of this name; `undefined` for none, and for a name that is not known. */
export function findQuestion(id: string | null): Question | undefined {
  return QUESTIONS.find((question) => question.id === id);
}

/** Whether people of a level are asked. */
export function isAsked({ skippedFor = [] }: Question, level: SophisticationLevel): boolean {
  return !skippedFor.includes(level);
}
