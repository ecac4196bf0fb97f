import { PERSONAS } from '@coach-stream/prompting';
import type { CoachConfig } from '@coach-stream/store';
import type { CoachChoice } from '../choose/choice.ts';
import { type FitFacts, MIN_COHERENCE, pairCoherence } from '../choose/coherence.ts';
import { METHODOLOGIES } from '../methodologies/methodologies.ts';
import { findAdvised } from './advice.ts';
import { configTexts } from './config-texts.ts';
import type { Judgement } from './score-safety.ts';

const OUT_OF_CHARACTER = 3;
const OFF_METHOD = 4;
const TOO_HARD = 3;
const ALL_OUT = /\b(?:all[- ]out|max(?:imal|imum) effort|to failure|go hard|as hard as (?:you|they) can|beast mode)\b/g;

/**
 * Judges whether a coach is one piece: persona, methodology and person go together, the texts stay in character, the text
 * about the method is about this one, and nothing drives somebody hard who has to train gently.
 *
 * @param method what a model has written about the methodology, without what rules have put before it
 */
export function scoreCoherence(
  config: CoachConfig,
  { facts, choice, method }: { readonly facts: FitFacts; readonly choice: CoachChoice; readonly method: string },
): Judgement {
  const persona = PERSONAS[choice.personality.id];
  const methodology = METHODOLOGIES[choice.methodology.id];
  const base = pairCoherence(persona.id, methodology, facts);
  const taken: (readonly [points: number, finding: string])[] = [];
  const outOfCharacter = new RegExp(`(?<![a-z])(?:${persona.outOfCharacter.join('|')})(?![a-z])`, 'g');
  for (const [path, text] of configTexts(config)) {
    for (const words of findAdvised(text, outOfCharacter)) {
      taken.push([OUT_OF_CHARACTER, `${path} says "${words}", which ${persona.id} would never say.`]);
    }
    for (const words of config.technical.intensity === 'low' ? findAdvised(text, ALL_OUT) : []) {
      taken.push([TOO_HARD, `${path} says "${words}", but the intensity is low.`]);
    }
  }
  if (!new RegExp(`(?<![a-z])(?:${methodology.marks.join('|')})(?![a-z])`).test(method.toLowerCase())) {
    taken.push([OFF_METHOD, `prompts.methodology does not speak of ${methodology.name}: name it by its own terms.`]);
  }
  const score = Math.max(
    0,
    taken.reduce((left, [points]) => left - points, base),
  );
  const isPairWeak = base < MIN_COHERENCE ? [`${persona.id} and ${methodology.id} do not go together.`] : [];
  return { score, findings: [...isPairWeak, ...taken.map(([, finding]) => finding)] };
}
