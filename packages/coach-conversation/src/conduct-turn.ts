import type { ImageBlock } from '@coach-stream/models';
import { toUserMessage, wordsOf } from '@coach-stream/prompting';
import type { ConversationRef } from '@coach-stream/store';
import type { AnswerResult } from '@coach-stream/store/entities';
import type { TurnEvent } from '@coach-stream/streaming-core';
import type { ConversationTurnBody } from '@coach-stream/streaming-core/contract';
import type { AnswerRun } from '@coach-stream/turn-engine';
import { helpLine } from './commands/help-line.ts';
import { parseCommand } from './commands/parse-command.ts';
import { gatherContext } from './context/gather-context.ts';
import { readKnowledge } from './context/read-knowledge.ts';
import { pickAcknowledgement } from './contextual/acknowledgements.ts';
import { createBesideEvents } from './contextual/beside-events.ts';
import { contextualLines } from './contextual/contextual-lines.ts';
import { mergeBeside } from './contextual/merge-beside.ts';
import { toContextual } from './contextual/stages.ts';
import type { TurnPorts } from './conversation-ports.ts';
import type { LoadedConversation } from './load-conversation.ts';
import type { MemoryDraft } from './memory/memory-draft.ts';
import { saveMemory } from './memory/save-memory.ts';
import { buildPrompt } from './prompt/build-prompt.ts';
import { isBriefMessage } from './router/brief-message.ts';
import { isBriefTurn } from './router/reconcile-plan.ts';
import { routeMessage } from './router/route-message.ts';
import { sentAtOf } from './turn/sent-at.ts';
import { createSideWork } from './turn/side-work.ts';
import { streamAnswer } from './turn/stream-answer.ts';
import { lastAcknowledgement, toWorkoutLogged } from './turn/turn-effects.ts';
import { findMemory, findsWorkout } from './turn/turn-orders.ts';
import { createTurnRecord } from './turn/turn-record.ts';
import { logWorkout, type WorkoutOrder } from './workouts/log-workout.ts';

/** How long a whole answer waits for what is done beside it, in milliseconds. */
export const SIDE_WORK_DEADLINE_MS = 5_000;

/** How long a turn that ends waits for writes that have begun, in milliseconds. */
const LAST_WRITES_DEADLINE_MS = 1_000;
const NEVER = new AbortController().signal;

/** One message of the user's, to be answered. */
export interface TurnInput {
  readonly ref: ConversationRef;
  readonly turnId: string;
  /** The turn's place in the conversation, ISO-8601. */
  readonly claimedAt: string;
  /** What the turn starts from, once its lock is held. */
  readonly load: () => Promise<LoadedConversation>;
  readonly body: ConversationTurnBody;
  /** Reads the message's images, beside the router's call; what it throws fails the turn. Default: there are none. */
  readonly loadImages?: (signal: AbortSignal) => Promise<readonly ImageBlock[]>;
  readonly signal: AbortSignal;
  /** When the request arrived, on the clock's `monotonicMs`. */
  readonly startedAtMs: number;
}

/**
 * Makes a turn's answer, whole: the router's plan beside the reads, what the plan asks for, then one answer as it
 * arrives. Logging a workout and saving a memory go on beside the answer and are told in `metadata` events; passing
 * lines fill the wait until the first token and never delay it.
 *
 * The user's message is stored beside the first model call and before the first token. The text of the chunks since the
 * last `retract` equals the result's. What fails beside the answer is told to `onFault` and goes no further.
 *
 * The events throw what the answer's model throws, what storing the message throws, and `MODEL_INTERRUPTED` for an
 * answer that is not whole.
 */
export function conductTurn(turn: TurnInput, ports: TurnPorts): AnswerRun<AnswerResult> {
  const { ref, turnId, body } = turn;
  const { models, stores, index, clock, random, onFault } = ports;
  const { fillSchema } = models;
  const message = wordsOf(body.userResponse);
  const record = createTurnRecord(clock, turn.startedAtMs);
  const { effects, meter } = record;
  const beside = createBesideEvents(clock, {
    onLine: ({ stage, content }) => effects.contextualUpdates.push({ stage, content }),
  });
  const sideWork = createSideWork(onFault);

  const rememberBeside = (draft: MemoryDraft, signal: AbortSignal, questionStored: Promise<void>) => {
    const save = async () => {
      await questionStored;
      if (signal.aborted) {
        return;
      }
      const savedAt = new Date(clock.now()).toISOString();
      const memorySaved = await saveMemory(draft, { ref, turnId, savedAt }, stores.memories);
      if (memorySaved !== undefined) {
        effects.memorySaved = memorySaved;
        beside.tell({ type: 'metadata', memorySaved });
      }
    };
    sideWork.add('Saving a memory', save());
  };

  const logBeside = (order: WorkoutOrder, signal: AbortSignal, questionStored: Promise<void>) => {
    effects.afterWork.isWorkoutPending = true;
    const log = async () => {
      const noteUsage = meter.begin(models.extract.price);
      const extractor = { ...models.extract, fillSchema };
      const { workouts } = stores;
      const outcome = await logWorkout(order, { extractor, workouts, signal, beforeStoring: questionStored });
      noteUsage(outcome.usage);
      effects.afterWork.isWorkoutPending = outcome.isPending;
      if (outcome.workout !== undefined) {
        effects.workoutLogged = toWorkoutLogged(outcome.workout);
        beside.tell({ type: 'metadata', workoutLogged: effects.workoutLogged });
      }
    };
    const unlessEnded = (error: unknown) => {
      if (!signal.aborted) {
        throw error;
      }
    };
    sideWork.add('Logging a workout', log().catch(unlessEnded));
  };

  async function* answer(): AsyncGenerator<TurnEvent, AnswerResult, undefined> {
    const ending = new AbortController();
    const failing = new AbortController();
    const questionStored = stores.messages.putUserMessage(ref, toUserMessage(turn));
    // Awaited before anything is sent. Until then a failure ends the model's calls, which nobody will read.
    questionStored.catch((error: unknown) => failing.abort(error));
    const signal = AbortSignal.any([turn.signal, failing.signal, ending.signal]);
    try {
      const loaded = await turn.load();
      const { messages: recent, profile } = loaded;
      const command = parseCommand(message);
      if (command?.text === '') {
        await questionStored;
        return yield* help(helpLine(command));
      }
      if (!isBriefMessage(message)) {
        const phrase = pickAcknowledgement(lastAcknowledgement(recent), random);
        beside.say([toContextual('initial_greeting', phrase)]);
      }
      const reads = readKnowledge(ref, stores, onFault);
      const imagesLoaded = turn.loadImages?.(signal);
      // Awaited below; until then a failure ends the model's calls too.
      imagesLoaded?.catch((error: unknown) => failing.abort(error));
      // Never rejects, and nobody waits for it: a search that comes later finds its client loaded.
      void index.warmUp();
      const order: WorkoutOrder = {
        ref,
        turnId,
        text: command?.text ?? message,
        isCommand: command !== undefined,
        sentAt: sentAtOf(body.messageTimestamp, turn.claimedAt),
        profile,
        recent,
      };
      if (command?.name === 'logWorkout') {
        logBeside(order, signal, questionStored);
      }
      const noteUsage = meter.begin(models.router.price);
      const router = { ...models.router, fillSchema };
      const { plan, usage } = await routeMessage({ message, command, recent }, { router, clock, signal, onFault });
      noteUsage(usage);
      signal.throwIfAborted();
      effects.afterWork.needsSummary = plan.conversationComplexity.needsSummary;
      beside.say(contextualLines(plan, random));
      if (command === undefined && findsWorkout(plan)) {
        logBeside(order, signal, questionStored);
      }
      const draft = findMemory(message, plan, command);
      if (draft !== undefined) {
        rememberBeside(draft, signal, questionStored);
      }
      const isBrief = isBriefTurn(plan, message);
      const gathered = await gatherContext({ ref, plan, isBrief, reads, index, clock, signal, onFault });
      effects.retrieval = gathered.retrieval;
      if (gathered.usedMemoryIds.length > 0) {
        const usedAt = new Date(clock.now()).toISOString();
        sideWork.add('Counting memories', stores.memories.markUsed(ref.userId, gathered.usedMemoryIds, usedAt));
      }
      const images = (await imagesLoaded) ?? [];
      const request = buildPrompt(loaded, body.userResponse, clock.now(), { context: gathered.context, images });
      const options = { coach: models.coach, record, signal, beforeFirstChunk: questionStored };
      const whole = yield* streamAnswer(request, options);
      await sideWork.finish({ timeoutMs: SIDE_WORK_DEADLINE_MS, clock, signal });
      return record.toResult(whole.text, whole.state);
    } finally {
      ending.abort();
      // A turn that ends, in whatever way, has its question stored, and what it was just storing.
      await questionStored.catch(() => undefined);
      await sideWork.finish({ timeoutMs: LAST_WRITES_DEADLINE_MS, clock, signal: NEVER });
    }
  }

  /** A written answer: no model is asked. */
  async function* help(text: string): AsyncGenerator<TurnEvent, AnswerResult, undefined> {
    record.firstToken();
    record.stopReason = 'end_turn';
    yield { type: 'chunk', content: text };
    return record.toResult(text, 'complete');
  }

  return {
    events: mergeBeside(answer(), beside),
    partial: (end, text) => record.toResult(text, end === 'stopped' ? 'stopped' : 'partial'),
  };
}
