import { pick, sentencesOf, upperFirst, withoutStop } from '../words.ts';

const FIND_OUT = /^Find out (?<what>.+)$/;
const SAYING = /"[^"]+" (?:is an answer|needs no follow-up)/;
/** A hint speaks of the person; a follow-up speaks to them. */
const SWAPS: readonly (readonly [pattern: RegExp, you: string])[] = [
  [/\bthemselves\b/g, 'yourself'],
  [/\btheir\b/g, 'your'],
  [/\b(?:they|them)\b/g, 'you'],
];

/** The same question in another way, made of what a prompt wants to be found out; `before` says how often it was asked. */
export function followUp(hint: string, before: number): string {
  const sentences = sentencesOf(hint);
  const what = sentences.map((sentence) => FIND_OUT.exec(sentence)?.groups?.what).find((found) => found !== undefined);
  const saying = sentences
    .map((sentence) => SAYING.exec(sentence)?.[0].split('"')[1])
    .find((found) => found !== undefined);
  const asked = toYou(withoutStop(what ?? 'a little more about it'));
  const lead = before === 0 ? 'Could you tell me' : pick(hint, ['Even a guess helps:', 'Just roughly:']);
  const question = `${lead} ${asked}?`;
  return saying === undefined ? question : `${question} "${upperFirst(saying)}" is an answer, too.`;
}

function toYou(text: string): string {
  return SWAPS.reduce((said, [pattern, you]) => said.replace(pattern, you), text);
}
