import type { ChatRequest, ImageBlock } from '@coach-stream/models';
import { cutText, fence } from '@coach-stream/prompting';
import type { CreatorAnswer, CreatorSession, Profile, StoredMessage } from '@coach-stream/store/entities';
import type { Question } from '../questions/question.ts';
import { QUESTIONS } from '../questions/questions.ts';
import { describeNextQuestion } from './describe-next-question.ts';
import { PROMPT_FENCES } from './prompt-fences.ts';
import { SYSTEM_PROMPT } from './system-prompt.ts';

/** Most characters of an earlier answer in a prompt. */
export const MAX_EARLIER_ANSWER_CHARACTERS = 300;
const MAX_LAST_REPLY_CHARACTERS = 1_000;

/** What a prompt is made of. */
export interface CreatorPromptFacts {
  readonly session: CreatorSession;
  /** The question that is being answered. */
  readonly current: Question;
  readonly profile: Profile | undefined;
  /** The newest messages, oldest first. */
  readonly messages: readonly StoredMessage[];
  readonly text: string;
  /** When the answer was sent, ISO-8601. */
  readonly answeredAt: string;
  /** Default: none. */
  readonly images?: readonly ImageBlock[];
}

/**
 * The one call's request: what never changes first, then one message that holds everything else as fenced data, with the
 * images and, last, the answer.
 */
export function buildCreatorPrompt(facts: CreatorPromptFacts): ChatRequest {
  const { session, current, profile, messages, text, images = [] } = facts;
  const blocks = [
    fence(PROMPT_FENCES.session, describeSession(facts)),
    fenceData('directive', directiveOf(profile)),
    fenceData('earlierAnswers', describeEarlierAnswers(session, current)),
    fenceData('lastReply', lastReplyOf(messages)),
    fenceData('currentQuestion', describeCurrentQuestion(session, current)),
    fence(PROMPT_FENCES.nextQuestion, describeNextQuestion(session, current)),
  ];
  const content = [
    { text: blocks.filter((block) => block !== '').join('\n\n') },
    ...images,
    { text: fenceData('answer', text) },
  ];
  return { system: SYSTEM_PROMPT, messages: [{ role: 'user', content }] };
}

function describeSession({ session, profile, answeredAt, images = [] }: CreatorPromptFacts): string {
  const { sophisticationLevel, detectedSignals, progress } = session;
  return [
    `Date: ${answeredAt.slice(0, 10)}`,
    `Units: ${profile?.unitSystem ?? 'metric'}`,
    `Level so far: ${sophisticationLevel}`,
    `Signals so far: ${detectedSignals.length === 0 ? 'none' : detectedSignals.join(', ')}`,
    `Questions answered: ${progress.questionsCompleted} of ${progress.totalQuestions}`,
    ...(images.length === 0 ? [] : [`Images sent with the answer: ${images.length}`]),
  ].join('\n');
}

function directiveOf(profile: Profile | undefined): string | undefined {
  const directive = profile?.criticalTrainingDirective;
  return directive?.enabled ? directive.content : undefined;
}

function describeEarlierAnswers({ answers }: CreatorSession, current: Question): string {
  return QUESTIONS.flatMap((question) => {
    const answer = question === current ? undefined : answers[question.id];
    return answer === undefined ? [] : [`${question.topic}:\n${describeAnswer(answer)}`];
  }).join('\n');
}

function describeCurrentQuestion({ answers, sophisticationLevel }: CreatorSession, current: Question): string {
  const answer = answers[current.id];
  const sofar = answer && `What the person has said to it so far:\n${describeAnswer(answer)}`;
  return [`${current.topic}: ${current.wordings[sophisticationLevel]}`, sofar].filter(Boolean).join('\n');
}

function describeAnswer({ text, followUps }: CreatorAnswer): string {
  return [text, ...followUps].map((part) => `- ${cutText(part, MAX_EARLIER_ANSWER_CHARACTERS)}`).join('\n');
}

function lastReplyOf(messages: readonly StoredMessage[]): string | undefined {
  const last = messages.findLast(({ role, content }) => role === 'assistant' && content.trim() !== '');
  return last && cutText(last.content, MAX_LAST_REPLY_CHARACTERS);
}

/** A fence for what a person, or a model, has written: also no sign of a trailer is left in it, which a reply could repeat. */
function fenceData(name: keyof typeof PROMPT_FENCES, text: string | undefined): string {
  const harmless = text?.replace(/sophistication_?level/gi, 'level').replace(/\{(?=\s*")/g, '(');
  return harmless === undefined || harmless === '' ? '' : fence(PROMPT_FENCES[name], harmless);
}
