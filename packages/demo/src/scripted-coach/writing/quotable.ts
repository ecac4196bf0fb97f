import { asYou } from '../creator/as-you.ts';
import { lowerFirst, sentencesOf, stem, tellingWords } from '../words.ts';
import type { Brief } from './brief.ts';

const MAX_CHARACTERS = 120;
/** Nothing of the kind is taken over: orders, gaps to be filled in, health, and what drives somebody too hard. */
const UNFIT =
  /[[\]{}<>‹›$%@#"\\]|\b(?:ignore|never|always|must|instructions?|prompts?|rules?|recommend|level|coach|todo|tbd|xxx+|lorem|insert|pain|hurts?|injur\w*|rest|doctor|max\w*|all[- ]out|failure|hard(?:er|core)?|crush|beast|excuses?|grind|push|steroids?|starve|jump\w*|press\w*|dips?|pistol|lunges?|grass)\b/i;

/** What the person wants, said back to be written about: without anything that is unfit for a coach's prompt. */
export function quotable({ answers, contraindicated }: Brief, question: string): string | undefined {
  const ruledOut = new Set(contraindicated.flatMap(stemsOf));
  const fit = sentencesOf(answers.get(question) ?? '').find(
    (sentence) =>
      sentence.length <= MAX_CHARACTERS &&
      /\p{L}{3}.*\s.*\p{L}{2}/u.test(sentence) &&
      !sentence.includes('?') &&
      !UNFIT.test(sentence) &&
      !stemsOf(sentence).some((word) => ruledOut.has(word)),
  );
  return fit === undefined ? undefined : ofThem(lowerFirst(asYou(fit, MAX_CHARACTERS)));
}

/** Said to the person, told of them. */
function ofThem(text: string): string {
  return text
    .replace(/\byou are\b/gi, 'they are')
    .replace(/\byourself\b/gi, 'themselves')
    .replace(/\byour\b/gi, 'their')
    .replace(/\byou\b/gi, 'they');
}

function stemsOf(text: string): string[] {
  return tellingWords(text.replaceAll('-', ' ')).map(stem);
}
