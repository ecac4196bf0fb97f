import { GOAL_THEMES, type GoalTheme } from '../methodologies/methodology.ts';

const WORDS: Readonly<Record<GoalTheme, string>> = {
  strength:
    'strong(?:er)?|strength|powerlift\\w*|squats?|deadlifts?|bench(?: press)?|1 ?rm|lift(?:s|ing)? heav\\w+|heav(?:y|ier) (?:weights?|lifts?|lifting)|pull[- ]?ups?|push[- ]?ups?',
  muscle:
    'muscles?|muscular|hypertrophy|bodybuild\\w*|bulk\\w*|toned?|toning|physique|gain (?:size|mass)|bigger|biceps|glutes|abs',
  endurance:
    'endurance|run(?:s|ning|ner)?|marathons?|[51]0? ?k|half[- ]marathon|cycl\\w+|triathlons?|swim\\w*|rowing|long[- ]distance|ultra',
  conditioning:
    'conditioning|cardio\\w*|stamina|hiit|crossfit|metcons?|intervals?|out of breath|boxing|football|soccer|basketball|fitter',
  fatLoss:
    '(?:los(?:e|ing)|drop|shed) (?:\\w+ ){0,3}(?:weight|fat|kg|kilos?|pounds?|lbs?|belly)|weight loss|fat loss|lean(?:er)?|slim\\w*|cut(?:ting)?',
  mobility: 'mobil\\w+|flexib\\w+|stretch\\w*|yoga|pilates|posture|range of motion|splits|less stiff|stiffness',
  health:
    'health\\w*|energy|longevity|feel (?:better|good)|wellbeing|well-being|stress|sleep|keep up with|grand ?(?:kids|children)|blood pressure|everyday|daily life|pain[- ]free|age well|rehab\\w*|get moving|get in shape|fit(?:ness)?',
  competition:
    'compet\\w+|race|meets?|tournament|podium|qualif\\w+|championships?|open workouts?|spartan|hyrox|ironman|season',
};
const PATTERNS = GOAL_THEMES.map(
  (theme) => [theme, new RegExp(`(?<![a-z0-9])(?:${WORDS[theme]})(?![a-z])`, 'g')] as const,
);
const MAX_HITS = 3;

/** How often answers speak of each theme, at most {@link MAX_HITS} times each; a theme that is not spoken of is absent. */
export type GoalWeights = Readonly<Partial<Record<GoalTheme, number>>>;

/**
 * Weighs what somebody trains for.
 *
 * @param texts as `readAnswers` gives them, each with how much its words count
 */
export function readGoals(texts: readonly { readonly text: string; readonly weight: number }[]): GoalWeights {
  const weights: Partial<Record<GoalTheme, number>> = {};
  for (const { text, weight } of texts) {
    for (const [theme, pattern] of PATTERNS) {
      const hits = Math.min(MAX_HITS, new Set(withoutRefused(text).match(pattern)).size);
      if (hits > 0) {
        weights[theme] = (weights[theme] ?? 0) + hits * weight;
      }
    }
  }
  return weights;
}

/** A text without what is refused: "I hate running" asks for no running. */
function withoutRefused(text: string): string {
  return text.replace(
    /\b(?:hate|dislike|don't (?:like|want|enjoy|care about)|do not (?:like|want|enjoy)|not interested in|no|avoid|never)\b[^.;!,\n]*?(?=[.;!,\n]|\bbut\b|$)/g,
    ' ',
  );
}
