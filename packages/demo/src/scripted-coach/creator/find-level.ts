import type { CreatorPrompt, Level } from './creator-prompt.ts';
import type { Verdict } from './judge-answer.ts';
import { kindOf } from './question-kinds.ts';

const BEGINNER =
  /\b(?:never (?:really |actually |ever )?(?:trained|lifted|exercised|worked out|been to (?:a|the) gym|done (?:any|much|this|sports?|anything)|set foot|run|played)|new to (?:this|it|all|training|fitness|lifting|exercise|working out|the gym|sports?|weights)|just (?:getting )?start(?:ed|ing)?(?: out)?|(?:complete|total|absolute) (?:beginner|newbie|novice)|(?:i'm|i am) a (?:beginner|newbie|novice)|no experience|no idea (?:how|where|what)|out of shape|unfit|not in years|haven't (?:really )?(?:trained|exercised|worked out|done|moved)|from scratch|don't know (?:how|where|what) to (?:start|begin|do)|nothing yet)\b/i;
const ADVANCED =
  /\b(?:periodi[sz](?:ation|ed|ing)|(?:meso|macro|micro)cycles?|(?:1|one)[- ]?rm|e1rm|one[- ]rep max|rpe|rir|conjugate|block training|deloads?|tapers?|tapering|peak(?:ing)? for|nationals|regionals|podium|qualif(?:y|ier|ying)|powerlifting|olympic lifting|vo2 ?max|lactate|threshold|hrv|compet(?:e|ed|ing|itions?)|(?:power)?lifting meet|autoregulat\w+|specialty bars?|accumulation|intensification|weight class|off[- ]season|two[- ]a[- ]days)\b/gi;
const INTERMEDIATE =
  /\b(?:program(?:me)?s?|splits?|5x5|5\/3\/1|starting strength|linear progression|personal bests?|pbs?|prs?|plateau\w*|half marathon|10k|squats?|deadlifts?|bench(?: press)?|overhead press|pull-?ups?|\d+ ?(?:kg|lbs?)|reps|sets|regularly|consistent(?:ly)?|intervals|push[ /]pull|upper[ /]lower|crossfit)\b/gi;
const TRAINING =
  /\b(?:train\w*|lift\w*|r[au]n\w*|gym|squat\w*|workouts?|work(?:ed|ing) out|coach\w*|sw[ia]m\w*|cycl\w+|row\w*|box\w*|crossfit|yoga|climb\w*|sports?|football|weights?)\b/i;
const NUMBER_WORDS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  );
const YEARS = new RegExp(
  `\\b(\\d{1,2}|${NUMBER_WORDS.join('|')}|a few|several|a couple of)\\+?[- ]?(?:years?|yrs?)\\b(?!\\s*(?:old\\b|of age|ago|off|without))`,
  'i',
);
const IRREGULAR = /\b(?:on and off|off and on|now and then|once in a while|occasionally)\b/i;
const YEARS_OF_ADVANCED = 6;
/** So many signs change what was found before. */
const SIGNS_TO_CHANGE = 2;

/** How much somebody knows, by the words they use and the years they tell of, never by the level that they ask for. */
export function findLevel(prompt: CreatorPrompt, verdict: Verdict): Level {
  const { answer, earlier, level, saidBefore, topic } = prompt;
  const kind = kindOf(topic);
  const isOfExperience = kind === 'experience';
  if (verdict === 'denies') {
    return isOfExperience && level === 'unknown' ? 'beginner' : level;
  }
  const said =
    level === 'unknown' ? [...earlier.flatMap(({ texts }) => texts), ...saidBefore, answer].join('\n') : answer;
  const advanced = signsOf(ADVANCED, said);
  const intermediate = signsOf(INTERMEDIATE, said);
  const years = yearsOf(answer, isOfExperience);
  const isSteady = !IRREGULAR.test(answer);
  const isLongTrained = isSteady && years >= YEARS_OF_ADVANCED;
  switch (level) {
    case 'unknown':
      if (BEGINNER.test(said)) {
        return 'beginner';
      }
      if (isLongTrained || advanced > 0) {
        return 'advanced';
      }
      return years >= 1 || intermediate >= SIGNS_TO_CHANGE ? 'intermediate' : level;
    case 'beginner':
      return isOfExperience && !BEGINNER.test(said) && (years >= 1 || intermediate >= SIGNS_TO_CHANGE)
        ? 'intermediate'
        : level;
    case 'intermediate':
      if (isOfExperience && BEGINNER.test(said)) {
        return 'beginner';
      }
      return isLongTrained || advanced >= SIGNS_TO_CHANGE ? 'advanced' : level;
    case 'advanced':
      return level;
    default:
      return level satisfies never;
  }
}

function signsOf(pattern: RegExp, text: string): number {
  return new Set([...text.matchAll(pattern)].map(([sign]) => sign.toLowerCase())).size;
}

/** Years of training that are told; 0 for none. */
function yearsOf(text: string, isOfExperience: boolean): number {
  const told = YEARS.exec(text)?.[1]?.toLowerCase();
  if (told === undefined || !(isOfExperience || TRAINING.test(text))) {
    return 0;
  }
  const named = NUMBER_WORDS.indexOf(told);
  const years = named < 0 ? Number(told) : named;
  return Number.isNaN(years) ? SIGNS_TO_CHANGE : years;
}
