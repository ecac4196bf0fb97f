import type { TrainingFacts } from '../derive/training-facts.ts';
import type { CoachChoice } from './choice.ts';
import { chooseMethodology } from './choose-methodology.ts';
import { choosePersonality } from './choose-personality.ts';

/** Chooses by rule how a coach is and how it trains. The same facts give the same choice. */
export function chooseCoach(facts: TrainingFacts): CoachChoice {
  const personality = choosePersonality(facts);
  return { personality, methodology: chooseMethodology(facts, personality.id) };
}
