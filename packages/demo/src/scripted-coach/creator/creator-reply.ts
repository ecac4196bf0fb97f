import { close } from './close.ts';
import { type CreatorPrompt, type Level, writeLastLine } from './creator-prompt.ts';
import { findLevel } from './find-level.ts';
import { followUp } from './follow-up.ts';
import { type Judged, judgeAnswer } from './judge-answer.ts';
import { react } from './react.ts';

const REST_IS_NEEDED =
  'I hear that you would like to be done, and it is not much more: the rest is needed, or your coach would have to guess.';

/** The reply to an answer: takes it up, asks what comes next as the prompt words it, and ends in the app's line. */
export function creatorReply(prompt: CreatorPrompt): string {
  const judged = judgeAnswer(prompt);
  const level = findLevel(prompt, judged.verdict);
  const isEnding = judged.wantsToFinish && prompt.mayFinish;
  const isAnswered = isEnding || prompt.hint === undefined || isAnswer(judged);
  const notes = { level, isAnswered, wantsToFinish: judged.wantsToFinish };
  const text = say(prompt, judged, { level, isAnswered, isEnding });
  return prompt.lastLine === '' ? text : `${text}\n${writeLastLine(prompt.lastLine, notes)}`;
}

function isAnswer({ verdict }: Judged): boolean {
  return verdict === 'answers' || verdict === 'denies';
}

interface Course {
  readonly level: Level;
  readonly isAnswered: boolean;
  readonly isEnding: boolean;
}

function say(prompt: CreatorPrompt, judged: Judged, { level, isAnswered, isEnding }: Course): string {
  const { hint, level: before, next, saidBefore } = prompt;
  const question = next.has(level) ? next.get(level) : next.get(before);
  const reaction = reactionTo(prompt, judged, isAnswered);
  const parts =
    isEnding || (isAnswered && question === undefined)
      ? [isAnswer(judged) ? reaction : '', close(prompt)]
      : [
          [reaction, judged.wantsToFinish ? REST_IS_NEEDED : ''].filter((sentence) => sentence !== '').join(' '),
          isAnswered ? (question ?? '') : followUp(hint ?? '', saidBefore.length),
        ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Nothing is said to one who only wants to finish but that. */
function reactionTo(prompt: CreatorPrompt, judged: Judged, isAnswered: boolean): string {
  if (isAnswer(judged)) {
    return react(prompt, judged.verdict);
  }
  if (judged.wantsToFinish) {
    return '';
  }
  return react(prompt, isAnswered ? 'leftOpen' : judged.verdict);
}
