/** What kind of training a word belongs to. */
export type TrainingKind = 'strength' | 'cardio' | 'crossfit' | 'general';

const KINDS: readonly (readonly [TrainingKind, RegExp])[] = [
  [
    'crossfit',
    /\b(?:crossfit|wods?|amrap|emom|metcon|fran|murph|cindy|grace|helen|diane|annie|wall balls?|box jumps?|thrusters?|burpees?|double unders?)\b/iu,
  ],
  [
    'strength',
    /\b(?:(?:(?:back|front|goblet|box|split|air|overhead) )?squat(?:s|ted|ting)?|bench(?:ed|es| press(?:es|ed)?)?|dead-?lift(?:s|ed|ing)?|rdls?|(?:overhead |shoulder |leg |military |push )?press(?:es|ed)?|ohp|rows|pull-?ups?|chin-?ups?|push-?ups?|sit-?ups?|dips?|lunges?|curl(?:s|ed)?|clean(?:s|ed| and jerks?)?|snatch(?:es|ed)?|jerks?|kettlebell|swings?|planks?|hip thrusts?|shrugs?|leg day|upper body|lower body|full body|push day|pull day|lift(?:s|ed|ing)|bodypump|barbell|dumbbells?)\b/iu,
  ],
  [
    'cardio',
    /\b(?:runs?|ran|running|jog(?:s|ged|ging)?|rode|rides?|bikes?|biked|biking|cycl(?:e|ed|ing)|spin(?:ning)?|swims?|swam|swimming|freestyle|pool|row(?:ed|ing)?|erg|walk(?:s|ed|ing)?|hik(?:e|es|ed|ing)|ruck(?:ed|ing)?|sprint(?:s|ed)?|intervals?|tempo|trails?|cardio|hiit|elliptical|treadmill|marathon|5k|10k|tennis|football|soccer|basketball|skied|skiing|skat(?:ed|ing)|danc(?:ed|ing)|zumba|box(?:ed|ing))\b/iu,
  ],
  [
    'general',
    /\b(?:yoga|pilates|mobility|stretch(?:ed|ing)|climb(?:ed|ing)|boulder(?:ed|ing)|workout|session|training|trained|class|wod|worked out)\b/iu,
  ],
];

/** What kind of training a text names first and foremost; `undefined` where it names none. */
export function trainingKindOf(text: string): TrainingKind | undefined {
  return KINDS.find(([, pattern]) => pattern.test(text))?.[0];
}

/** The first word of training that a text holds, of strength and cardio; `undefined` where it holds none. */
export function trainingWordIn(text: string): string | undefined {
  return KINDS.slice(0, 3)
    .map(([, pattern]) => pattern.exec(text)?.[0])
    .find((word) => word !== undefined);
}

/** What is done in each of these; what stands first counts where a text names several. */
const DISCIPLINES: readonly (readonly [string, RegExp])[] = [
  ['crossfit', KINDS[0]?.[1] ?? /^$/],
  ['weightlifting', KINDS[1]?.[1] ?? /^$/],
  ['running', /\b(?:runs?|ran|running|jog\w*|sprint\w*|intervals?|marathon|5k|10k)\b/iu],
  ['cycling', /\b(?:rode|rides?|bik\w+|cycl\w+|spin(?:ning)?)\b/iu],
  ['swimming', /\b(?:sw[ai]m\w*|freestyle|pool)\b/iu],
  ['rowing', /\b(?:row(?:ed|ing)?|erg)\b/iu],
  ['walking', /\b(?:walk\w*|hik\w+|ruck\w*)\b/iu],
  ['tennis', /\btennis\b/iu],
  ['yoga', /\byoga\b/iu],
  ['pilates', /\bpilates\b/iu],
  ['climbing', /\b(?:climb|boulder)\w*\b/iu],
  ['mobility', /\b(?:mobility|stretch\w*)\b/iu],
];

/** In one or two words what a text tells of: "weightlifting", "running". */
export function disciplineOf(text: string): string {
  return DISCIPLINES.find(([, pattern]) => pattern.test(text))?.[0] ?? 'training';
}

/** What doing something is called as an exercise. */
const VERB_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ran: 'run',
    jogged: 'jog',
    sprinted: 'sprint',
    rode: 'ride',
    biked: 'bike ride',
    cycled: 'bike ride',
    swam: 'swim',
    rowed: 'row',
    walked: 'walk',
    hiked: 'hike',
    rucked: 'ruck',
    skied: 'ski',
    skated: 'skate',
    danced: 'dance',
    boxed: 'boxing',
    climbed: 'climbing',
    bouldered: 'bouldering',
    stretched: 'stretching',
    squatted: 'squat',
    benched: 'bench press',
    deadlifted: 'deadlift',
    'dead-lifted': 'deadlift',
    pressed: 'press',
    curled: 'curl',
    cleaned: 'clean',
    snatched: 'snatch',
    jerked: 'jerk',
    pulled: 'pull',
  }),
);

/** The name of what a verb of the past says was done; `undefined` where it says nothing of its own, as "did". */
export function nameOfVerb(verb: string): string | undefined {
  return VERB_NAMES.get(verb.toLowerCase());
}
