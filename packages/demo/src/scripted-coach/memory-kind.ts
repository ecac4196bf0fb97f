/** What kind of fact about a person a text holds. */
export interface MemoryKind {
  readonly type: 'constraint' | 'goal' | 'preference' | 'instruction' | 'context';
  readonly importance: 'high' | 'medium' | 'low';
  readonly isCoachSpecific: boolean;
  /** At most five. */
  readonly suggestedTags: readonly string[];
}

const HEALTH =
  /\b(?:injur\w*|pain\w*|hurts?|hurting|aches?|sore|surgery|operated|asthma\w*|allerg\w*|diabet\w*|heart|blood pressure|pregnan\w*|doctor|physio\w*|arthritis|hernia\w*|sprain\w*|torn|tore|tear|broke[n]?|bad (?:knees?|back|hips?|shoulders?|ankles?|wrists?))\b/i;
const LIMIT =
  /\b(?:can'?t|cannot|only have|no (?:gym|barbell|rack|equipment|sessions?)|at most|up to|limited|little time|vegan|vegetarian|not allowed)\b/i;
const ORDER =
  /^(?:\W|please\b|coach\b)*(?:from now on|going forward|always|never|stop|no more|don'?t)\b|\b(?:give me|call me|answer|use (?:kg|kilos|pounds|lbs))\b/i;
const GOAL =
  /\b(?:goals?|aim\w*|target|want to|train(?:ing)? for|race|marathon|competition|by (?:\w+ )?(?:summer|spring|autumn|fall|winter|january|february|march|april|may|june|july|august|september|october|november|december))\b/i;
const LIKING = /\b(?:prefer\w*|like|love|enjoy|hate|dislike|favou?rite|rather)\b/i;
const MANNER =
  /\b(?:call me|your (?:tone|answers?|style|name|messages)|answer (?:in|me|with|short)|bullet points|speak|shorter answers)\b/i;

const TAGS =
  /\b(?:knees?|shoulders?|back|hips?|ankles?|wrists?|elbows?|squats?|bench|deadlifts?|running|marathon|cycling|swimming|yoga|mobility|dumbbells?|kettlebells?|barbell|mornings?|evenings?|sessions?|burpees|protein|asthma|allerg\w+|surgery|vegetarian|vegan|pounds|gym|race|schedule|lunges?|overhead|goal|weights?|sleep|travel|work)\b/gi;
const MAX_TAGS = 5;

/** Reads what kind of fact a text holds. */
export function memoryKindOf(text: string): MemoryKind {
  const isHealth = HEALTH.test(text);
  const type = isHealth || LIMIT.test(text) ? 'constraint' : ORDER.test(text) ? 'instruction' : otherTypeOf(text);
  const importance = isHealth ? 'high' : type === 'context' ? 'low' : 'medium';
  const tags = (text.match(TAGS) ?? []).map((tag) => tag.toLowerCase());
  const suggestedTags = [...new Set(tags)].slice(0, MAX_TAGS);
  return { type, importance, isCoachSpecific: MANNER.test(text), suggestedTags };
}

function otherTypeOf(text: string): MemoryKind['type'] {
  if (GOAL.test(text)) {
    return 'goal';
  }
  return LIKING.test(text) ? 'preference' : 'context';
}

/** Whether a text tells of a body that needs care. */
export function tellsOfHealth(text: string): boolean {
  return HEALTH.test(text);
}

/** Whether a text tells of something to be reached. */
export function tellsOfGoal(text: string): boolean {
  return GOAL.test(text);
}

/** Whether a text tells of a liking. */
export function tellsOfLiking(text: string): boolean {
  return LIKING.test(text);
}
