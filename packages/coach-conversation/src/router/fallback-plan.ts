import type { StoredMessage, WorkoutType } from '@coach-stream/store';
import type { Command } from '../commands/parse-command.ts';
import { characterize } from '../memory/memory-characteristics.ts';
import { isAcknowledgement, isBriefMessage } from './brief-message.ts';
import { type MessageSigns, readSigns } from './message-signs.ts';
import type { RouterPlan, SearchType, UserIntent } from './router-plan.ts';

/** What the rules look at. */
export interface FallbackInput {
  readonly message: string;
  /** The slash command that the message is, where it is one. */
  readonly command: Command | undefined;
  /** The messages before it, oldest first. */
  readonly recent: readonly StoredMessage[];
}

/** How sure the rules are at most: less than a model that has understood. */
const RULE_CONFIDENCE = 0.6;
/** A message of this length asks for more than one thing. */
const COMPLEX_CHARACTERS = 600;
const REASON = 'By rule.';

const CARDIO =
  /\b(?:r[ua]n\w*|jog\w*|cycl\w*|bik(?:e|ed|ing)|r[io]de|sw[ai]m\w*|row(?:ed|ing)|walk\w*|hik\w*|cardio|tempo|intervals?|5k|10k|marathon|spin)\b/i;
const CROSSFIT = /\b(?:crossfit|wods?|amrap|emom|metcon|for time|fran|murph|cindy|thrusters?|burpees?)\b/i;
const STRENGTH =
  /\b(?:squat\w*|bench\w*|dead-?lift\w*|press\w*|rows|pull-?ups?|chin-?ups?|push-?ups?|dips|lunges?|curl\w*|clean\w*|snatch\w*|kettlebell\w*|sets?|reps?|\d+\s*[x×]\s*\d+)\b/i;

/** Coaches ask for a report so. */
const ASKS_FOR_REPORT =
  /\b(?:did you|have you|how did|how was|what did|how many|what (?:weight|load)|tell me|log)\b[^?]*\?/i;

/**
 * A plan by rule, for when the router's model is late, broken or down: from slash commands, length, keywords and what
 * the coach has asked last. Its keywords are English; of other languages it sees questions, numbers and length.
 */
export function fallbackPlan({ message, command, recent }: FallbackInput): RouterPlan {
  const text = command?.text ?? message;
  const signs = readSigns(text);
  const intent = intentOf(text, signs, command, recent);
  const isBrief = intent === 'acknowledgment' || isBriefMessage(message);
  const isWorkoutLog = command === undefined ? intent === 'workoutLogging' : command.name === 'logWorkout';
  const isMemoryRequest = command === undefined ? signs.asksToRemember : command.name === 'saveMemory';
  const searchTypes = isBrief || command !== undefined ? [] : searchTypesFor(intent, signs);
  const needsRetrieval = !isBrief && (searchTypes.length > 0 || (command === undefined && signs.isPersonal));
  const isLong = text.length > COMPLEX_CHARACTERS;
  return {
    userIntent: intent,
    showContextualUpdates: !isBrief,
    contextualUpdates: {
      initialGreeting: '',
      ...stagesFor({ isWorkoutLog, isMemoryRequest, needsRetrieval, searchTypes }),
    },
    workoutDetection: {
      isWorkoutLog,
      confidence: command === undefined ? RULE_CONFIDENCE : 1,
      workoutType: isWorkoutLog ? workoutTypeOf(text) : null,
      reasoning: REASON,
    },
    memoryProcessing: {
      needsRetrieval,
      isMemoryRequest,
      characteristics: isMemoryRequest ? characterize(text) : null,
      reasoning: REASON,
    },
    contextNeeds: { needsSemanticSearch: searchTypes.length > 0, searchTypes, query: text, reasoning: REASON },
    conversationComplexity: {
      hasComplexity: isLong,
      complexityTypes: isLong ? ['length'] : [],
      needsSummary: false,
      confidence: RULE_CONFIDENCE,
      reasoning: REASON,
    },
    processingPriority: 'balanced',
    routerMetadata: { confidence: RULE_CONFIDENCE, processingTimeMs: 0, fallbackUsed: true },
  };
}

function intentOf(
  text: string,
  signs: MessageSigns,
  command: Command | undefined,
  recent: readonly StoredMessage[],
): UserIntent {
  if (command !== undefined) {
    return command.name === 'logWorkout' ? 'workoutLogging' : 'memoryRequest';
  }
  if (isAcknowledgement(text)) {
    return 'acknowledgment';
  }
  if (signs.asksToRemember) {
    return 'memoryRequest';
  }
  if (isWorkoutReport(signs, recent)) {
    return 'workoutLogging';
  }
  if (signs.asksForProgress) {
    return 'progressCheck';
  }
  return signs.asks ? 'question' : 'general';
}

/** Told in the past, with something concrete in it, and meant as a report: no question, plan or reminiscence. */
function isWorkoutReport(signs: MessageSigns, recent: readonly StoredMessage[]): boolean {
  const { asks, tellsTraining, namesPast, hasNumbers, isReport, namesTraining, wantsLog, plans, isNoLog } = signs;
  if (asks || plans || isNoLog) {
    return wantsLog && tellsTraining && hasNumbers && !asks && !isNoLog;
  }
  const isTold =
    tellsTraining || wantsLog || (namesTraining && (namesPast || isReport)) || hasBeenAskedForReport(recent);
  return isTold && (hasNumbers || (namesTraining && tellsTraining));
}

function hasBeenAskedForReport(recent: readonly StoredMessage[]): boolean {
  const last = recent.at(-1);
  return last?.role === 'assistant' && ASKS_FOR_REPORT.test(last.content);
}

function searchTypesFor(intent: UserIntent, signs: MessageSigns): SearchType[] {
  const types = new Set<SearchType>();
  if (intent === 'progressCheck') {
    types.add('progress').add('workouts');
  }
  if (signs.refersBack && (intent === 'question' || intent === 'progressCheck')) {
    types.add('workouts').add('progress');
  }
  if (signs.isAboutMethod && (intent === 'question' || intent === 'general')) {
    types.add('methodology').add('techniques');
  }
  return [...types];
}

/** Blank lines: the stage's own written line is shown. */
function stagesFor(needs: {
  readonly isWorkoutLog: boolean;
  readonly isMemoryRequest: boolean;
  readonly needsRetrieval: boolean;
  readonly searchTypes: readonly SearchType[];
}): Partial<RouterPlan['contextualUpdates']> {
  const { isWorkoutLog, isMemoryRequest, needsRetrieval, searchTypes } = needs;
  return {
    ...((isWorkoutLog || searchTypes.includes('workouts')) && { workoutAnalysis: '' }),
    ...((isMemoryRequest || needsRetrieval) && { memoryAnalysis: '' }),
    ...(searchTypes.length > 0 && { patternAnalysis: '' }),
    insightsBrewing: '',
  };
}

function workoutTypeOf(text: string): WorkoutType {
  if (CROSSFIT.test(text)) {
    return 'crossfit';
  }
  if (STRENGTH.test(text)) {
    return 'strength';
  }
  return CARDIO.test(text) ? 'cardio' : 'general';
}
