import { KNOWN_INJURIES } from '../injuries/known-injuries.ts';
import type { InjuryArea, RiskyExercise } from '../injuries/known-injury.ts';
import { findAdvised } from './advice.ts';

/** "dip" is also what motivation does. */
const OTHER_SENSES: Readonly<Record<string, { readonly before?: string; readonly after?: string }>> = {
  dip: {
    before:
      'motivation|energy|mood|focus|performance|confidence|form|enthusiasm|it|sleep|drive|mojo|adherence|consistency|willpower|effort|progress|a|the|any|slight|small|occasional|every|in',
  },
  clean: { after: 'up|form|eating|reps?|repetitions?|technique|diet' },
  cleans: { after: 'up' },
  snatch: { after: 'up|a' },
  pistol: { after: 'grip' },
};

/** Every contraindicated exercise of some injuries that a text advises, by its name. */
export function findContraindicated(text: string, areas: readonly InjuryArea[]): string[] {
  const exercises = KNOWN_INJURIES.filter(({ area }) => areas.includes(area)).flatMap(
    ({ contraindicated }) => contraindicated,
  );
  const found = exercises
    .filter((exercise) => findAdvised(text, patternOf(exercise)).length > 0)
    .map(({ name }) => name);
  return [...new Set(found)];
}

function patternOf({ terms }: RiskyExercise): RegExp {
  return new RegExp(terms.map(termSource).join('|'), 'g');
}

const UP_TO_TWO_WORDS = '[-,\\s]+(?:[a-z]+[-,\\s]+){0,2}';

/** Words stand together, apart or with hyphens; the last one in any number or as a gerund. */
function termSource(term: string): string {
  const words = term
    .split(' * ')
    .map((part) => part.replaceAll(' ', '[-\\s]*'))
    .join(UP_TO_TWO_WORDS);
  const { before, after } = OTHER_SENSES[term] ?? {};
  return [
    '(?<![a-z])',
    before === undefined ? '' : `(?<!\\b(?:${before})\\s)`,
    words,
    '(?:s|es|ing|ting|ning|ped|ted)?(?![a-z])',
    after === undefined ? '' : `(?!\\s(?:${after})\\b)`,
  ].join('');
}
