/** What a question can be about. */
export type QuestionKind =
  | 'competition'
  | 'goal'
  | 'life'
  | 'experience'
  | 'schedule'
  | 'health'
  | 'equipment'
  | 'liking'
  | 'manner'
  | 'success'
  | 'other';

/** By the words of a topic, the first that fits. */
const TOPICS: readonly (readonly [kind: QuestionKind, words: RegExp])[] = [
  ['competition', /\b(?:competition|event|race)/i],
  ['goal', /\bgoal/i],
  ['life', /\b(?:age|life)\b/i],
  ['experience', /\bexperience\b/i],
  ['health', /\b(?:injur|limitation|health|pain)/i],
  ['equipment', /\bequipment\b/i],
  ['liking', /\b(?:likes?|dislikes?|preferences?)\b/i],
  ['manner', /\b(?:manner|style|tone)\b/i],
  ['success', /\b(?:success|progress|metrics?)\b/i],
  ['schedule', /\b(?:days?|time|frequency|schedule)\b/i],
];

const NUMBER = '(?:\\d+|one|two|three|four|five|six|seven|once|twice)';

/** What an answer to a question holds, for questions where that can be told from words alone. */
const TELLS: Partial<Record<QuestionKind, RegExp>> = {
  life: /\d|\b(?:teens|twenties|thirties|forties|fifties|sixties|seventies|old|young|retired|student|work\w*|job|desk|office|kids?|child\w*|bab(?:y|ies)|family|famil\w+|wife|husband|sleep\w*|stress\w*|tired|pregnan\w*|shifts?|energy|recover\w*|studies|school|busy)\b/i,
  schedule: new RegExp(
    `\\b${NUMBER}(?: ?(?:-|to|or) ?${NUMBER})? ?(?:x|times?|days?|sessions?|workouts?|hours?|h|min\\w*|evenings?|mornings?)\\b|\\b(?:once|twice|daily|every|weekends?|weekdays?|mornings?|evenings?|lunch|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|hour|half an hour|minutes)\\b|^\\D{0,20}\\d`,
    'i',
  ),
  health:
    /\b(?:hurts?|pain\w*|aches?|sore|injur\w*|knees?|shoulders?|backs?|hips?|wrists?|elbows?|ankles?|neck|heart|asthma|blood|diabet\w*|surger\w*|operat\w*|doctor|physio\w*|tend\w+|torn|tear|sprain\w*|stiff\w*|pregnan\w*|medic\w*|condition|avoid|careful|healthy|fine|good|none|nothing|no)\b/i,
  equipment:
    /\b(?:gym|home|house|flat|garage|garden|outside|outdoors|park|barbells?|racks?|dumbbells?|kettlebells?|bands?|machines?|mat|bench|pull-?up|treadmill|rower|rowing|bike|pool|track|weights?|plates?|trx|rings?|equipment|everything|nothing|none|body ?weight|no)\b/i,
};

/** What the topic of a question is about. */
export function kindOf(topic: string): QuestionKind {
  return TOPICS.find(([, words]) => words.test(topic))?.[0] ?? 'other';
}

/** The kind of question that an answer belongs to, where it is plainly another one than was asked. */
export function strayKindOf(asked: QuestionKind, answer: string): QuestionKind | undefined {
  const own = TELLS[asked];
  if (own === undefined || own.test(answer)) {
    return undefined;
  }
  return TOPICS.map(([kind]) => kind).find((kind) => kind !== asked && TELLS[kind]?.test(answer) === true);
}
