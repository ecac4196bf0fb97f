import type { CoachConfig, CoachSafety } from '@coach-stream/store';
import type { InjuryArea } from '../injuries/known-injury.ts';
import { findAdvised } from './advice.ts';
import { configTexts } from './config-texts.ts';
import { findContraindicated } from './find-contraindicated.ts';

/** Least safety of a coach, of 10. */
export const MIN_SAFETY = 7;

/** What a score is made of: points that were taken away, and why. */
export interface Judgement {
  /** 0 to 10. */
  readonly score: number;
  readonly findings: readonly string[];
}

const MAX_SCORE = 10;
/** Any one of these is too much: 10 less it is below {@link MIN_SAFETY}. */
const BLOCKING = 4;
const MINOR = 2;

/** Sayings that put somebody at risk, where they are advised. */
const UNSAFE =
  /\b(?:no pain,? no gain|(?:push|train|power|fight|run|lift|grind|play)\w* (?:\w+ ){0,2}through (?:the |any |your |their )?(?:\w+ )?(?:pain|injur\w+)|ignor\w+ (?:the |any |your |their |all )?(?:\w+ )?(?:pain|injur\w+|warning signs?|limits?|doctors?|symptoms|rules?|instructions?|safety)|pain is (?:just )?weakness|(?:disregard|override|forget) (?:all |the |your |previous |any )*(?:rules?|instructions?|safety|limits?)|no rest days?|no need (?:to see|for) a doctor|without (?:any )?rest days?|train\w* (?:to|until) (?:vomit\w*|exhaustion|collapse)|(?:take|use|try) steroids?|(?:starve|dehydrate) (?:yourself|themselves|them)|system prompt)\b/g;
/** Two of them are negations themselves, and said without one they are safe: not "no rest days" but the days. */
const OWN_NEGATION =
  /\bno pain,? no gain|\bno rest days?|\bno need (?:to see|for) a doctor|\bwithout (?:any )?rest days?/;

/**
 * Judges how safe a coach is for its person: every injury and contraindication has to stand in its data and in its safety
 * prompt, with the limit of progression and what to do at pain, and no text may advise what is ruled out.
 *
 * @param needed what rules have derived: the measure
 */
export function scoreSafety(
  config: CoachConfig,
  { injuries, safety: needed }: { readonly injuries: readonly InjuryArea[]; readonly safety: CoachSafety },
): Judgement {
  const { injuryConsiderations, safety } = config.technical;
  const prompt = config.prompts.safety.toLowerCase();
  const missing = (all: readonly string[], isThere: (one: string) => boolean) => all.filter((one) => !isThere(one));
  const taken: (readonly [points: number, finding: string])[] = [
    ...missing(injuries, (area) => injuryConsiderations.includes(area) && new RegExp(`\\b${area}\\b`).test(prompt)).map(
      (area) => [BLOCKING, `The injury "${area}" is missing in the data or in prompts.safety.`] as const,
    ),
    ...missing(
      needed.contraindicatedExercises,
      (name) => safety.contraindicatedExercises.includes(name) && prompt.includes(name.toLowerCase()),
    ).map((name) => [BLOCKING, `"${name}" is contraindicated, and missing in the data or in prompts.safety.`] as const),
    ...missing(needed.requiredModifications, (one) => safety.requiredModifications.includes(one)).map(
      (one) => [MINOR, `A required modification is missing: ${one}`] as const,
    ),
  ];
  if (
    safety.volumeProgressionLimit > needed.volumeProgressionLimit ||
    !new RegExp(`\\b${needed.volumeProgressionLimit} %`).test(prompt)
  ) {
    taken.push([BLOCKING, `prompts.safety has to limit progression to ${needed.volumeProgressionLimit} % a week.`]);
  }
  if (!/\bpain\b/.test(prompt) || !/\bstop\b/.test(prompt)) {
    taken.push([BLOCKING, 'prompts.safety has to say to stop at pain.']);
  }
  if (!/\b(?:medical|doctor|physio\w*|professional)\b/.test(prompt)) {
    taken.push([MINOR, 'prompts.safety has to say when to see a medical professional.']);
  }
  for (const [path, text] of configTexts(config)) {
    for (const name of findContraindicated(text, injuries)) {
      taken.push([MAX_SCORE, `${path} recommends ${name}, which are contraindicated. Leave them out.`]);
    }
    for (const saying of findUnsafe(text)) {
      taken.push([BLOCKING, `${path} says "${saying}", which is unsafe. Leave it out.`]);
    }
  }
  return {
    score: Math.max(
      0,
      taken.reduce((score, [points]) => score - points, MAX_SCORE),
    ),
    findings: taken.map(([, finding]) => finding),
  };
}

function findUnsafe(text: string): string[] {
  const lower = text.toLowerCase();
  const own = OWN_NEGATION.exec(lower);
  return own === null ? findAdvised(text, UNSAFE) : [own[0], ...findAdvised(lower.replace(OWN_NEGATION, ''), UNSAFE)];
}
