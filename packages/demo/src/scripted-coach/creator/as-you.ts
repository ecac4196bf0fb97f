import { sentencesOf, shorten, withoutStop } from '../words.ts';

/** Signs that only mean something to a machine. */
const SIGNS = /[`*_#{}<>‹›|\\[\]~^=]+/g;
/** What asks for something else than to be listened to. */
const ORDER =
  /\b(?:ignore|disregard|override|instructions?|system prompt|prompts?|jailbreak|as an ai|set (?:my|the) level|level to|you (?:must|are now))\b|\blevel\s*[:=]/i;
/** What looks as if a program had written it. */
const CODE = /`{3}|["'“]\w+["'”]\s*:|[{<‹]{2}|\b[a-z]+[A-Z]\w*[A-Z]\w*\b/;
const SWAPS: readonly (readonly [pattern: RegExp, you: string])[] = [
  [/\bI(?:'m| am)\b/gi, 'you are'],
  [/\bI was\b/gi, 'you were'],
  [/\b(?:im)\b/g, 'you are'],
  [/\bI've\b/gi, 'you have'],
  [/\bI(['’](?:d|ll))\b/gi, 'you$1'],
  [/(?<![\w'’])I(?![\w'’])/gi, 'you'],
  [/\bmy\b/gi, 'your'],
  [/\bmine\b/gi, 'yours'],
  [/\bmyself\b/gi, 'yourself'],
  [/(?<!\btell )\bme\b/gi, 'you'],
  [/(?<!\d ?)\bam\b/g, 'are'],
];

/** What somebody wrote, without what is not said to a person; `''` where nothing is left. */
export function plainly(text: string): string {
  return sentencesOf(text.replace(/[‘’]/g, "'"))
    .filter((sentence) => !ORDER.test(sentence) && !CODE.test(sentence))
    .map((sentence) => sentence.replace(SIGNS, ' '))
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
    .map((sentence) => (/[.!?…,;:]$/u.test(sentence) ? sentence : `${sentence};`))
    .join(' ')
    .replace(/;$/, '')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** What somebody wrote of themselves, said back to them: "My knee hurts when I run." becomes "your knee hurts when you run". */
export function asYou(text: string, maxCharacters: number): string {
  const cut = withoutStop(shorten(plainly(text), maxCharacters));
  return SWAPS.reduce((said, [pattern, you]) => said.replace(pattern, you), cut);
}
