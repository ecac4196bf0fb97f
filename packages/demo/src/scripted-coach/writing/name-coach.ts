import { pick } from '../words.ts';
import type { Brief } from './brief.ts';
import type { Manner } from './manners.ts';

const WOMEN = ['Maya', 'Nora', 'Ines', 'Tara', 'Lena'] as const;
const MEN = ['Theo', 'Marco', 'Jonas', 'Omar', 'Felix'] as const;
const WOMAN = /\b(?:woman|women|female|lady|she|girl)\b/i;
const MAN = /\b(?:man|men|male|guy|he)\b/i;
const EITHER = /\b(?:no preference|either|neither|doesn't matter|don't (?:care|mind)|whatever)\b/i;

/** What a coach is for, by words of its method; the first that fits. */
const FOCUS: readonly (readonly [words: RegExp, focus: string])[] = [
  [/\bcompetition/i, 'competition'],
  [/\bendurance/i, 'endurance'],
  [/\bmobility/i, 'mobility'],
  [/\bconditioning/i, 'conditioning'],
  [/\bbodybuilding/i, 'muscle'],
  [/\bbodyweight/i, 'bodyweight'],
  [/\b(?:strength|block|undulating)/i, 'strength'],
];

/** A first name that suits the manner and what the person wishes. */
export function nameCoach({ answers }: Brief, manner: Manner): string {
  const wish = answers.get('coachingStyle') ?? '';
  const seed = [...answers.values()].join('\n');
  if (EITHER.test(wish) || WOMAN.test(wish) === MAN.test(wish)) {
    return pick(seed, manner.names);
  }
  return pick(seed, WOMAN.test(wish) ? WOMEN : MEN);
}

/** What a coach is, in three words: `Gentle strength coach`. */
export function describeCoach({ methodology }: Brief, { trait }: Manner): string {
  return `${trait} ${focusOf(methodology)} coach`;
}

/** What a method is for, in a word. */
export function focusOf(methodology: string): string {
  return FOCUS.find(([words]) => words.test(methodology))?.[1] ?? 'fitness';
}
