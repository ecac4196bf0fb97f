import type { PersonaId } from '@coach-stream/prompting';
import type { TrainingFacts } from '../derive/training-facts.ts';
import { METHODOLOGIES } from '../methodologies/methodologies.ts';
import { GOAL_THEMES, METHODOLOGY_IDS, type Methodology, type MethodologyId } from '../methodologies/methodology.ts';
import { type Choice, rank } from './choice.ts';
import { type FitFacts, fitsLevel, fitsWeek, MIN_COHERENCE, needsCare, pairCoherence } from './coherence.ts';

type MethodologyFacts = FitFacts & Pick<TrainingFacts, 'goals' | 'ageGroup' | 'equipment'>;

/** What a goal that is wholly served adds. */
const GOAL_POINTS = 12;
const PLATES_NEEDED: readonly MethodologyId[] = [
  'strength_linear_progression',
  'block_periodization',
  'daily_undulating',
];
const PLATES = ['full gym', 'barbell', 'dumbbells', 'kettlebells', 'machines'];
/** Of no use without a wish to compete. */
const COMPETITION: MethodologyId = 'competition_prep';
/** Fits everybody; chosen where nothing else does. */
const FALLBACK: MethodologyId = 'general_physical_preparedness';
const MAX_SERVICE = 3;

/** Chooses how a coach trains, of those methodologies that its persona can teach coherently to this person. */
export function chooseMethodology(facts: MethodologyFacts, persona: PersonaId): Choice<MethodologyId> {
  const scores: Partial<Record<MethodologyId, number>> = {};
  const reasons = new Map<MethodologyId, readonly string[]>();
  for (const id of METHODOLOGY_IDS) {
    const points = judge(METHODOLOGIES[id], facts, persona);
    scores[id] = Math.round(points.reduce((sum, [value]) => sum + value, 0) * 10) / 10;
    reasons.set(
      id,
      points
        .filter(([value]) => value !== 0)
        .map(([value, reason]) => `${value > 0 ? '+' : ''}${Math.round(value * 10) / 10}: ${reason}`),
    );
  }
  const isCoherent = (id: MethodologyId) => pairCoherence(persona, METHODOLOGIES[id], facts) >= MIN_COHERENCE;
  const id = rank(METHODOLOGY_IDS, scores).find(isCoherent) ?? FALLBACK;
  return { id, scores, reasons: reasons.get(id) ?? [] };
}

function judge(
  methodology: Methodology,
  facts: MethodologyFacts,
  persona: PersonaId,
): (readonly [points: number, reason: string])[] {
  const { id, serves, careful, suits } = methodology;
  const total = GOAL_THEMES.reduce((sum, theme) => sum + (facts.goals[theme] ?? 0), 0);
  const hasPlates = facts.equipment.some((one) => PLATES.includes(one));
  return [
    ...GOAL_THEMES.map((theme) => {
      const share = total === 0 ? (theme === 'health' ? 1 : 0) : (facts.goals[theme] ?? 0) / total;
      return [(GOAL_POINTS * share * (serves[theme] ?? 0)) / MAX_SERVICE, `serves ${theme}`] as const;
    }),
    [fitsLevel(methodology, facts) ? 2 : -8, `made for ${methodology.levels.join(', ')}`],
    [fitsWeek(methodology, facts) ? 1 : -4, `${methodology.sessionsPerWeek.join(' to ')} sessions a week`],
    [needsCare(facts) ? careful * 2 : 0, 'kind to injuries or not'],
    [facts.ageGroup === 'senior' ? careful : 0, 'kind to older joints or not'],
    [PLATES_NEEDED.includes(id) && !hasPlates ? -8 : 0, 'needs weights'],
    [id === 'minimal_equipment' ? (hasPlates ? -6 : 5) : 0, 'for little equipment'],
    [id === COMPETITION && facts.goals.competition === undefined ? -10 : 0, 'for a competition'],
    [suits[persona] - 4, `as ${persona} teaches it`],
  ];
}
