import { sentencesOf } from '../words.ts';
import type { CreatorPrompt } from './creator-prompt.ts';
import { kindOf, strayKindOf } from './question-kinds.ts';

/** What an answer says to its question. */
export type Verdict =
  /** Something, or that there is nothing: both are answers. */
  | 'answers'
  | 'denies'
  /** Nothing at all. */
  | 'saysNothing'
  /** It asks what is meant. */
  | 'asksBack'
  /** It is about something else. */
  | 'strays';

/** What is made of an answer before anything is said to it. */
export interface Judged {
  readonly verdict: Verdict;
  /** The person has said that they want no more questions. */
  readonly wantsToFinish: boolean;
}

const FILLERS = new Set(
  `a ah and be coach dunno erm go good hello hey hi hm hmm hmmm huh i idk just k let's lets maybe mhm mm not now of ok okay
  oh perhaps please possibly probably ready right say so start sure thank thanks that the to uh uhm um well yeah yep
  yes you yup`.split(/\s+/),
);
const DENIES =
  /^(?:well,? |hm+,? |oh,? )?(?:none|no|nope|nah|nothing|nil|nada|n\/a|not (?:really|at all|that i know of|yet)|never|neither|no preference|i (?:don't|do not) (?:know|mind|care|have any)|don't (?:know|mind|care))\b/i;
const EXCEPT = /\b(?:but|except|although|only|just|unless|apart from|hurts?|still)\b/i;
const MAX_DENIAL_WORDS = 12;
const ASKS_BACK = /^(?:why|what|how|which|who|do you|can you|could you|would you|should|is that|does)\b[^.!]*\?$/i;
const HERE =
  '(?=\\s*(?:$|[.,!;]|\\b(?:now|here|this|please|already|answering|the (?:session|questions?|interview))\\b))';
const FINISH = new RegExp(
  [
    '\\bno more questions\\b',
    "\\b(?:enough|too many) questions\\b|\\bthat's enough (?:now|questions)\\b",
    '\\bstop asking\\b|\\bskip the (?:rest|other questions)\\b',
    "\\bi(?:'m| am) done (?:here|now|answering|with (?:this|it|the questions))\\b",
    `\\b(?:can|could|may) (?:we|i|you) (?:please )?(?:just )?(?:finish|stop|end|wrap (?:it |this )?up)${HERE}`,
    `\\b(?:let's|let us|please|i want to|i'd like to|i would like to) (?:just )?(?:finish|stop|end|be done|wrap (?:it |this )?up)${HERE}`,
    '\\b(?:just )?build (?:it|my coach|the coach) (?:now|already)\\b|\\bjust build (?:it|my coach|the coach)\\b',
  ].join('|'),
  'i',
);

/** Judges an answer: a denial is one, a filler is none. */
export function judgeAnswer({ answer, images, topic }: CreatorPrompt): Judged {
  const text = answer.replace(/[‘’]/g, "'").trim();
  const wantsToFinish = FINISH.test(text);
  const said = sentencesOf(text)
    .filter((sentence) => !FINISH.test(sentence))
    .join(' ');
  return { verdict: images > 0 ? 'answers' : verdictOn(said, topic), wantsToFinish };
}

/** What a text says to a question about a topic. */
export function verdictOn(text: string, topic: string): Verdict {
  const words = text.toLowerCase().match(/[\p{L}\p{N}'/]+/gu) ?? [];
  if (words.every((word) => FILLERS.has(word))) {
    return 'saysNothing';
  }
  if (DENIES.test(text) && words.length <= MAX_DENIAL_WORDS && !EXCEPT.test(text)) {
    return 'denies';
  }
  const stray = strayKindOf(kindOf(topic), text);
  if (ASKS_BACK.test(text) && words.length <= MAX_DENIAL_WORDS) {
    return 'asksBack';
  }
  return stray === undefined ? 'answers' : 'strays';
}
