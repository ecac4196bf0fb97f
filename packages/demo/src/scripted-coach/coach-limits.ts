import { listed, lowerFirst, pick, sentencesOf, stem, tellingWords, upperFirst, withoutStop } from './words.ts';

/** What the coach's own prompt rules out for its person. */
export interface CoachLimits {
  /** Parts of the body, conditions. */
  readonly heeded: readonly string[];
  /** Exercises that are never recommended. */
  readonly never: readonly string[];
  /** What is done in their place, in sentences. */
  readonly instead: readonly string[];
}

const HEEDED = /\bInjuries and limits to heed: ([^.\n]+)/;
const NEVER = /^Never recommend\b[^:\n]*: (.+)\.$/m;
const INSTEAD = /^Modifications: (.+)$/m;
/** How much of something is no other exercise. */
const AMOUNTS = new Set(['heavy', 'unsupported', 'loaded']);

/** Reads a coach's limits out of its system prompt. */
export function readLimits(system: string): CoachLimits {
  const list = (pattern: RegExp) => (pattern.exec(system)?.[1] ?? '').split(', ').filter((item) => item !== '');
  return { heeded: list(HEEDED), never: list(NEVER), instead: sentencesOf(INSTEAD.exec(system)?.[1] ?? '') };
}

/** The exercise that a text speaks of though it is ruled out; `undefined` where there is none. */
export function ruledOutIn(text: string, { never }: CoachLimits): string | undefined {
  const said = new Set(stemsOf(text));
  return never
    .flatMap((item) => item.split(' and '))
    .find((name) => {
      const stems = stemsOf(name).filter((word) => !AMOUNTS.has(word));
      return stems.length > 0 && stems.every((word) => said.has(word));
    });
}

/** Says no to an exercise, and what there is in its place. */
export function refuse(exercise: string, { heeded, instead }: CoachLimits): string {
  const part = heeded.length === 0 ? 'body' : listed(heeded);
  return [
    `${upperFirst(exercise)} stay out of what we do: with your ${part} they are not worth the risk, in no version.`,
    `What we do in their place: ${instead.slice(0, 2).map(lowerFirst).map(withoutStop).join('; ') || 'something that does not load it'}.`,
    `How does it feel today? Tell me, and we choose from there.`,
  ].join('\n\n');
}

/** What a coach keeps in mind of the person's body; `''` where there is nothing. */
export function limitsTold(text: string, { heeded, instead }: CoachLimits): string {
  const [first, ...others] = instead;
  if (heeded.length === 0 || first === undefined) {
    return '';
  }
  return `With your ${listed(heeded)} in mind: ${lowerFirst(withoutStop(pick(text, [first, ...others])))}.`;
}

function stemsOf(text: string): string[] {
  return tellingWords(text.replaceAll('-', ' ')).map(stem);
}
