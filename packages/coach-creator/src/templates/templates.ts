import { calmMobility } from './calm-mobility.ts';
import type { CoachTemplate } from './coach-template.ts';
import { controlledMuscle } from './controlled-muscle.ts';
import { firstStrength } from './first-strength.ts';
import { livelyConditioning } from './lively-conditioning.ts';
import { patientEndurance } from './patient-endurance.ts';
import { straightFitness } from './straight-fitness.ts';

/** Every template, in the order in which they are shown. */
export const COACH_TEMPLATES: readonly CoachTemplate[] = [
  firstStrength,
  livelyConditioning,
  calmMobility,
  controlledMuscle,
  patientEndurance,
  straightFitness,
];

/** The template of this id; `undefined` for one that is not known. */
export function findTemplate(templateId: string): CoachTemplate | undefined {
  return COACH_TEMPLATES.find((template) => template.templateId === templateId);
}
