import type { MemoryImportance, MemoryType } from '@coach-stream/store/entities';
import type { MemoryCharacteristics } from '../router/router-plan.ts';

const CONSTRAINT =
  /\b(?:injur\w*|pain\w*|hurts?|sore|aches?|bad (?:knees?|back|shoulders?|hips?|ankles?|wrists?|elbows?)|allerg\w*|asthma\w*|diabet\w*|heart|surgery|operation|pregnan\w*|doctor|physio\w*|arthritis|hernia\w*|sprain\w*|torn|tear|can'?t|cannot|can not|unable|not allowed|avoid|only have|no (?:gym|equipment|barbell|rack|access)|limited|at most|vegan|vegetarian|celiac|intoleran\w*)\b/iu;
const INSTRUCTION =
  /\b(?:always|never|from now on|going forward|don'?t (?:give|use|mention|suggest|program|call|ask|tell)|stop (?:giving|suggesting|calling|asking|telling|programming)|call me|use (?:kg|kilos?|pounds|lbs|metric|imperial)|in (?:kg|kilos?|pounds|lbs)|keep (?:it|answers|your answers) short|answer in|speak|no more)\b/iu;
const GOAL =
  /\b(?:goals?|aim(?:ing)?|target|want to|would like to|hope to|trying to|working towards?|train(?:ing)? for|race|marathon|competition|meet|wedding|by (?:january|february|march|april|may|june|july|august|september|october|november|december|summer|spring|autumn|fall|winter|christmas|the end of))\b/iu;
const PREFERENCE =
  /\b(?:prefer\w*|like|love|enjoy|hate|dislike|favou?rite|rather|fan of|bored?|boring|fun|mornings?|evenings?)\b/iu;
const URGENT =
  /\b(?:important|critical|crucial|must|always|never|serious|severe|allerg\w*|surgery|heart|doctor|injur\w*|pregnan\w*)\b/iu;
const COACH_SPECIFIC =
  /\b(?:call (?:me|yourself)|your (?:tone|answers?|style|voice|name)|with you|only you|our sessions?|this coach)\b/iu;

const TAGS: readonly (readonly [tag: string, pattern: RegExp])[] = [
  ['knee', /\bknees?\b/i],
  ['shoulder', /\bshoulders?\b/i],
  ['back', /\b(?:lower |upper )?back\b(?! squat)/i],
  ['hip', /\bhips?\b/i],
  ['ankle', /\bankles?\b/i],
  ['wrist', /\bwrists?\b/i],
  ['elbow', /\belbows?\b/i],
  ['running', /\b(?:r[ua]n\w*|jog\w*|marathon|5k|10k)\b/i],
  ['cycling', /\b(?:cycl\w*|bike|biking|ride)\b/i],
  ['swimming', /\b(?:swim\w*)\b/i],
  ['strength', /\b(?:squats?|bench|deadlifts?|press|lift\w*|strength|barbell)\b/i],
  ['mobility', /\b(?:mobility|yoga|stretch\w*)\b/i],
  ['nutrition', /\b(?:eat\w*|diet|protein|vegan|vegetarian|food|meals?|calories|allerg\w*)\b/i],
  [
    'schedule',
    /\b(?:mornings?|evenings?|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|weekends?|times? a week|minutes|schedule)\b/i,
  ],
  ['equipment', /\b(?:dumbbells?|kettlebells?|barbell|rack|bands?|equipment|gym)\b/i],
  ['competition', /\b(?:race|competition|meet|marathon|triathlon)\b/i],
];
const MAX_TAGS = 5;

/** What kind of memory a text is, by its words: for when no plan says so. */
export function characterize(text: string): MemoryCharacteristics {
  const type = typeOf(text);
  return {
    type,
    importance: importanceOf(type, text),
    isCoachSpecific: COACH_SPECIFIC.test(text),
    suggestedTags: TAGS.flatMap(([tag, pattern]) => (pattern.test(text) ? [tag] : [])).slice(0, MAX_TAGS),
  };
}

function typeOf(text: string): MemoryType {
  if (CONSTRAINT.test(text)) {
    return 'constraint';
  }
  if (INSTRUCTION.test(text)) {
    return 'instruction';
  }
  if (GOAL.test(text)) {
    return 'goal';
  }
  return PREFERENCE.test(text) ? 'preference' : 'context';
}

function importanceOf(type: MemoryType, text: string): MemoryImportance {
  if (type === 'constraint' || URGENT.test(text)) {
    return 'high';
  }
  return type === 'context' ? 'low' : 'medium';
}
