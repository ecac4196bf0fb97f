import { NUMBER, toNumber } from './numbers.ts';

/** How age changes training. `unknown` is trained as an adult. */
export type AgeGroup = 'under18' | 'adult' | 'midlife' | 'senior' | 'unknown';

/** A time of life that training has to heed. */
export type LifeStage = 'pregnancy' | 'postpartum';

const DECADES: Readonly<Record<string, number>> = {
  teens: 15,
  twenties: 25,
  thirties: 35,
  forties: 45,
  fifties: 55,
  sixties: 65,
  seventies: 75,
  eighties: 85,
};
const DECADE = new RegExp(`\\b(?:${Object.keys(DECADES).join('|')})\\b|\\b([2-9]0)'?s\\b`);
const BORN = /\bborn (?:in )?(?:\w+ )?((?:19|20)\d{2})\b/;
const STATED = [
  /\b(?:i'm|i am|im|age[d:]?|turn(?:ed|ing)?|currently) (?:about |around |almost |nearly |just )?(\d{1,2})\b(?!\s*(?:weeks?|months?|days?|kg|lbs?|cm|%))/,
  /\b(\d{1,2})[ -]?(?:years?[ -]old|yo\b|y\/o|yrs?\b|years of age)/,
  /^\s*(\d{1,2})\b(?!\s*(?:weeks?|months?|days?|kg|lbs?|cm|%|kids?|children))/,
];
const YOUNGEST = 10;

/**
 * The age group that an answer tells.
 *
 * @param text as `readAnswers` gives it
 * @param year the present one
 */
export function readAgeGroup(text: string, year: number): AgeGroup {
  const age = readAge(text, year);
  if (age === undefined) {
    return /\b(?:retired|retiree|pensioner|grand(?:mother|father|ma|pa))\b/.test(text) ? 'senior' : 'unknown';
  }
  if (age < 18) {
    return 'under18';
  }
  return age < 40 ? 'adult' : age < 60 ? 'midlife' : 'senior';
}

/** Times of life that an answer tells. A pregnancy that is denied is none. */
export function readLifeStages(text: string): LifeStage[] {
  const stages: LifeStage[] = [];
  if (
    /\bpregnan(?:t|cy)\b|\btrimester\b|\bexpecting (?:a|our|my)\b/.test(text) &&
    !/\b(?:not|no|never) (?:\w+ )?pregnan/.test(text)
  ) {
    stages.push('pregnancy');
  }
  const sinceBirth = new RegExp(`\\b(?:gave birth|had (?:a|my|our) baby) (${NUMBER}) (weeks?|months?) ago\\b`).exec(
    text,
  );
  const months =
    sinceBirth === null ? undefined : toNumber(sinceBirth[1] ?? '') / (sinceBirth[2]?.startsWith('w') ? 4 : 1);
  if (/\bpost[- ]?(?:partum|natal)\b/.test(text) || (months !== undefined && months <= 12)) {
    stages.push('postpartum');
  }
  return stages;
}

function readAge(text: string, year: number): number | undefined {
  for (const pattern of STATED) {
    const age = Number(pattern.exec(text)?.[1]);
    if (age >= YOUNGEST) {
      return age;
    }
  }
  const born = BORN.exec(text);
  if (born !== null) {
    const age = year - Number(born[1]);
    return age >= YOUNGEST && age < 110 ? age : undefined;
  }
  const decade = DECADE.exec(text);
  if (decade !== null) {
    return decade[1] === undefined ? DECADES[decade[0]] : Number(decade[1]) + 5;
  }
  return /\b(?:teenager|high[- ]school(?:er)?)\b/.test(text) ? 16 : undefined;
}
