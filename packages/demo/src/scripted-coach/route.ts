import { memoryKindOf, tellsOfHealth } from './memory-kind.ts';
import { passingLines } from './passing-lines.ts';
import type { Prompt } from './read-prompt.ts';
import { topicsOf } from './topics.ts';
import { trainingKindOf } from './training-words.ts';
import { type Purpose, type Understanding, understand } from './understand.ts';
import { shorten, tellingWords } from './words.ts';

const INTENTS: Readonly<Record<Purpose, string>> = {
  acknowledge: 'acknowledgment',
  greet: 'general',
  remember: 'memoryRequest',
  report: 'workoutLogging',
  progress: 'progressCheck',
  question: 'question',
  request: 'question',
  tell: 'general',
};

const REASONS: Readonly<Record<Purpose, string>> = {
  acknowledge: 'Only a reaction.',
  greet: 'Only a greeting.',
  remember: 'Asks that something is kept in mind.',
  report: 'Reports training that was done.',
  progress: 'Asks how they are getting on.',
  question: 'Asks something.',
  request: 'Wants something made.',
  tell: 'Tells something, reports no training.',
};

const TURNING_POINT =
  /\b(?:new goal|my goal (?:is|has)|changed my mind|torn?|tore|broke|sprained|surgery|diagnosed|pregnan\w*|signed up|gave birth|new job|lost my job|(?:we|i) (?:have )?moved (?:to|house)|switching to|retir(?:ed|ing)|doctor (?:said|told|says|cleared)|injured|giving up|quit)\b/i;
const IS_PERSONAL = /\b(?:i|i'm|i've|my|me|we|us|our)\b/i;
const IS_ADVICE =
  /\b(?:should|can i|could i|too|best|better|plan|program|workout|session|next|recommend|suggest|build|start|try|how do i)\b/i;
const LONG_CHARACTERS = 500;
const MAX_QUERY_WORDS = 10;

/** The plan for the newest message, in the shape that the router's tool asks for. */
export function route({ message, earlier }: Prompt): Readonly<Record<string, unknown>> {
  const understood = understand(message, earlier);
  const { purpose, text, command } = understood;
  const asks = purpose === 'question' || purpose === 'request' || purpose === 'progress';
  const isSmall = purpose === 'acknowledge' || purpose === 'greet';
  const searchTypes = command === undefined ? searchTypesOf(understood) : [];
  const needsSearch = searchTypes.length > 0;
  const isPersonal = IS_PERSONAL.test(text) || (purpose === 'request' && IS_ADVICE.test(text));
  const needsRetrieval =
    needsSearch || (!isSmall && isPersonal && (asks || purpose === 'tell') && (!asks || IS_ADVICE.test(text)));
  const isTurning = TURNING_POINT.test(text) && !asks;
  const isLong = text.length > LONG_CHARACTERS;
  const reasoning = REASONS[purpose];
  return {
    userIntent: INTENTS[purpose],
    showContextualUpdates: purpose !== 'acknowledge',
    contextualUpdates: passingLines(understood, { needsRetrieval, needsSearch }),
    workoutDetection: {
      isWorkoutLog: purpose === 'report',
      confidence: command === undefined ? 0.9 : 1,
      workoutType: purpose === 'report' ? (trainingKindOf(text) ?? 'general') : null,
      reasoning,
    },
    memoryProcessing: {
      needsRetrieval,
      isMemoryRequest: purpose === 'remember',
      characteristics: purpose === 'remember' ? memoryKindOf(text) : null,
      reasoning: needsRetrieval ? 'Their limits and goals matter here.' : reasoning,
    },
    contextNeeds: {
      needsSemanticSearch: needsSearch,
      searchTypes,
      query: needsSearch ? queryOf(understood, earlier.findLast(({ by }) => by === 'person')?.text) : '',
      reasoning: needsSearch ? 'Earlier talk or method helps.' : 'Nothing to look up.',
    },
    conversationComplexity: {
      hasComplexity: isLong || isTurning,
      complexityTypes: [
        ...(isLong ? ['severalTopics'] : []),
        ...(isTurning ? [tellsOfHealth(text) ? 'injury' : 'newDirection'] : []),
      ],
      needsSummary: isTurning,
      confidence: 0.85,
      reasoning: isTurning ? 'A turning point for later talks.' : 'Nothing that changes the course.',
    },
    processingPriority: isSmall ? 'speed' : isTurning || (needsSearch && isLong) ? 'depth' : 'balanced',
    routerMetadata: { confidence: 0.9 },
  };
}

function searchTypesOf({ purpose, refersBack, isAboutMethod }: Understanding): string[] {
  if (purpose === 'progress') {
    return ['progress', 'workouts'];
  }
  if (purpose !== 'question' && purpose !== 'request') {
    return [];
  }
  return [...(refersBack ? ['workouts', 'progress'] : []), ...(isAboutMethod ? ['methodology', 'techniques'] : [])];
}

/** A few words: the message's own, and those of the message before where it has hardly any. */
function queryOf({ text }: Understanding, before: string | undefined): string {
  const own = tellingWords(text);
  const words = own.length > 1 || before === undefined ? own : [...own, ...topicsOf(before).slice(0, 3)];
  return words.length === 0 ? shorten(text, 80) : words.slice(0, MAX_QUERY_WORDS).join(' ');
}
