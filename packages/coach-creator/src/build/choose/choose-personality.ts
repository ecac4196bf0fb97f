import { PERSONA_IDS, PERSONAS, type PersonaId } from '@coach-stream/prompting';
import type { TrainingFacts } from '../derive/training-facts.ts';
import { type PersonalityChoice, rank } from './choice.ts';

type PersonaFacts = Pick<
  TrainingFacts,
  'wishes' | 'experienceLevel' | 'injuries' | 'lifeStages' | 'ageGroup' | 'hasOtherLimitation'
>;

const WISH_POINTS = 3;
/** More than wishes can weigh. */
const TABOO_POINTS = 100;
const MAX_WISHES = 3;
const MAX_SECONDARY = 2;
/** A persona has a share where its score is at least this part of the leading one's. */
const SHARE_FROM = 0.4;
const REFUSED =
  /\b(?:not|no|don't|do not|never|without|nothing|hate|rather than|instead of|isn't|less)\b[^.;!,\n]{0,30}$/;
/** Wishes that hold the word itself: "no excuses" is not refused by its own "no". */
const WISHES = PERSONA_IDS.flatMap((id) =>
  PERSONAS[id].wishes.map((words) => [id, new RegExp(`(?<![a-z])(?:${words})(?![a-z])`, 'g')] as const),
);

/** Chooses how a coach is, by how somebody wishes to be coached and by what they can bear. */
export function choosePersonality(facts: PersonaFacts): PersonalityChoice {
  const reasons: string[] = [];
  const scores: Record<PersonaId, number> = {
    fitness_coach: 0,
    calm_coach: 0,
    drill_sergeant: 0,
    personal_trainer: 0,
    default: 1,
  };
  const add = (id: PersonaId, points: number, reason: string): void => {
    scores[id] += points;
    reasons.push(`${id} ${points > 0 ? '+' : ''}${points}: ${reason}`);
  };
  for (const [id, pattern] of WISHES) {
    for (const match of [...facts.wishes.matchAll(pattern)].slice(0, MAX_WISHES)) {
      const isRefused = REFUSED.test(facts.wishes.slice(0, match.index));
      add(id, isRefused ? -WISH_POINTS : WISH_POINTS, isRefused ? 'not wished' : 'wished');
    }
  }
  if (facts.injuries.length > 0 || facts.hasOtherLimitation || facts.lifeStages.length > 0) {
    add('personal_trainer', 1, 'injuries ask for exact coaching');
    add('calm_coach', 1, 'injuries ask for patience');
    add('drill_sergeant', -1, 'injuries ask for patience');
  }
  if (facts.ageGroup === 'under18' || facts.ageGroup === 'senior' || facts.lifeStages.length > 0) {
    add('drill_sergeant', -TABOO_POINTS, 'too tough for this time of life');
  }
  if (facts.experienceLevel === 'beginner') {
    add('fitness_coach', 1, 'a beginner gains by encouragement');
  } else if (facts.experienceLevel === 'advanced') {
    add('personal_trainer', 1, 'an advanced athlete asks for detail');
  }
  const ranked = rank(PERSONA_IDS, scores);
  const id = ranked[0] ?? 'default';
  const secondary = ranked
    .slice(1, 1 + MAX_SECONDARY)
    .filter((other) => scores[other] > 0 && scores[other] >= scores[id] * SHARE_FROM);
  return { id, secondary, weights: toWeights([id, ...secondary], scores), scores, reasons };
}

/** Shares in hundredths, together exactly 1; the leading persona has what rounding leaves, and at least a half. */
function toWeights(
  ids: readonly PersonaId[],
  scores: Readonly<Record<PersonaId, number>>,
): Partial<Record<PersonaId, number>> {
  const [primary = 'default', ...others] = ids;
  const total = ids.reduce((sum, id) => sum + scores[id], 0);
  const others100 = others.map(
    (id) => [id, Math.floor(Math.min(scores[id] / total, 0.5 / others.length) * 100)] as const,
  );
  const left = others100.reduce((sum, [, share]) => sum - share, 100);
  return Object.fromEntries([[primary, left / 100], ...others100.map(([id, share]) => [id, share / 100] as const)]);
}
