import { lowerFirst, withoutStop } from '../words.ts';
import { asYou } from './as-you.ts';
import type { CreatorPrompt } from './creator-prompt.ts';
import { verdictOn } from './judge-answer.ts';
import { kindOf, type QuestionKind } from './question-kinds.ts';

const MAX_PART_CHARACTERS = 90;

/** The last words: thanks, what matters most in two sentences, and what happens now. */
export function close(prompt: CreatorPrompt): string {
  const goal = told(prompt, 'goal');
  const week = told(prompt, 'schedule');
  const health = told(prompt, 'health');
  const frame = week === '' ? 'What it has to fit into is your own week' : `The week it has to fit into: ${week}`;
  return [
    'Thank you, that is all I wanted to know.',
    goal === '' ? 'What matters most is what you told me first.' : `What matters most to you: ${goal}.`,
    health === ''
      ? `${frame}, with nothing that has to be protected.`
      : `${frame}; what has to be protected: ${health}.`,
    'Your coach is being built now, which takes 2 to 5 minutes.',
  ].join(' ');
}

/** What was said of something, turned to the person; `''` for nothing. */
function told({ answer, earlier, saidBefore, topic }: CreatorPrompt, kind: QuestionKind): string {
  const all = [...earlier, { topic, texts: [...saidBefore, answer] }];
  const found = all.find((one) => kindOf(one.topic) === kind);
  const text = found?.texts.find((one) => verdictOn(one, found.topic) === 'answers') ?? '';
  return lowerFirst(withoutStop(asYou(text, MAX_PART_CHARACTERS)));
}
