import type { PersonaId } from '@coach-stream/prompting';
import type { TrainingFacts } from '../derive/training-facts.ts';
import type { Methodology } from '../methodologies/methodology.ts';

/** Least coherence of a coach, of 10. */
export const MIN_COHERENCE = 6;

/** What of somebody a methodology has to fit. */
export type FitFacts = Pick<
  TrainingFacts,
  'experienceLevel' | 'trainingFrequency' | 'injuries' | 'hasOtherLimitation' | 'lifeStages'
>;

/**
 * How well a persona, a methodology and a person go together, from 0 to 10: 5 for how well the persona can teach it, 2
 * for the level, 1 for the sessions a week, 2 for the care that injuries ask for.
 */
export function pairCoherence(persona: PersonaId, methodology: Methodology, facts: FitFacts): number {
  const { suits, careful } = methodology;
  const isCareful = !needsCare(facts) || careful >= 0;
  return (
    suits[persona] +
    (fitsLevel(methodology, facts) ? 2 : 0) +
    (fitsWeek(methodology, facts) ? 1 : 0) +
    (isCareful ? 2 : 0)
  );
}

/** Whether somebody has anything that training has to spare. */
export function needsCare({ injuries, hasOtherLimitation, lifeStages }: FitFacts): boolean {
  return injuries.length > 0 || hasOtherLimitation || lifeStages.length > 0;
}

/** Whether a methodology is made for the level. */
export function fitsLevel({ levels }: Methodology, { experienceLevel }: FitFacts): boolean {
  return levels.includes(experienceLevel);
}

/** Whether a methodology works with so many sessions a week. */
export function fitsWeek({ sessionsPerWeek: [from, to] }: Methodology, { trainingFrequency }: FitFacts): boolean {
  return trainingFrequency >= from && trainingFrequency <= to;
}
