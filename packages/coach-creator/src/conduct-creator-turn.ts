import type { ImageBlock } from '@coach-stream/models';
import { createAnswerRecord, streamAnswer, toUserMessage } from '@coach-stream/prompting';
import type { SessionRef, SessionSnapshot } from '@coach-stream/store';
import type { AnswerResult, CreatorSession } from '@coach-stream/store/entities';
import { createTrailerFilter, StreamError, type TurnEvent } from '@coach-stream/streaming-core';
import type { ContextualEvent, CreatorTurnBody } from '@coach-stream/streaming-core/contract';
import type { AnswerRun } from '@coach-stream/turn-engine';
import type { CreatorPorts } from './creator-ports.ts';
import { buildCreatorPrompt } from './prompt/build-creator-prompt.ts';
import type { Question } from './questions/question.ts';
import { findQuestion } from './questions/questions.ts';
import { type CreatorEffects, settleSession } from './session/creator-effects.ts';
import { earlierAnswers } from './session/decide-next.ts';
import { refusalOfAnswer } from './session/refusal-of-answer.ts';
import { outcomeOf } from './session/session-outcome.ts';
import { readTrailer } from './trailer/read-trailer.ts';
import { TrailerError } from './trailer/trailer-error.ts';
import { TRAILER_MARKERS } from './trailer/trailer-format.ts';

/** One answer of a person's, to be replied to. */
export interface CreatorTurn {
  readonly ref: SessionRef;
  readonly turnId: string;
  /** The turn's place in the session, ISO-8601. */
  readonly claimedAt: string;
  /** What the turn starts from, once its lock is held; of the messages, the last that was said is enough. */
  readonly load: () => Promise<SessionSnapshot>;
  readonly body: CreatorTurnBody;
  /** Reads the answer's images; what it throws fails the turn. Default: there are none. */
  readonly loadImages?: (signal: AbortSignal) => Promise<readonly ImageBlock[]>;
  readonly signal: AbortSignal;
  /** When the request arrived, on the clock's `monotonicMs`. */
  readonly startedAtMs: number;
}

/** The stage of the one passing line. */
const STAGE = 'answer_received';
const WITHDRAWN_REPLY = 'I have to take that back: it is not something I can help with. Let us stay with the question.';

/**
 * Makes a turn's reply with one model call and nothing else before its first token: a written passing line, then the
 * text as it arrives, which reacts to the answer and asks what comes next. What the model writes for the app behind it
 * never reaches a chunk.
 *
 * The person's message is stored beside the call and before the first token. The text of the chunks since the last
 * `retract` equals the result's, and its effects are enough to advance the session when the turn is settled.
 *
 * The events throw what `refusalOfAnswer` gives for the locked session, what loading, the model and storing throw, and
 * `MODEL_INTERRUPTED` for a reply that is not whole.
 */
export function conductCreatorTurn(turn: CreatorTurn, ports: CreatorPorts): AnswerRun<AnswerResult> {
  const { clock, coach, messages, onFault } = ports;
  const effects: CreatorEffects = { contextualUpdates: [] };
  const record = createAnswerRecord(effects, { clock, startedAtMs: turn.startedAtMs });
  let opened: OpenedSession | undefined;

  /** The reply as it stands, with what the session is behind it: by what the settling of this very result will do. */
  const toResult = (text: string, state: AnswerResult['state']): AnswerResult => {
    const result = record.toResult(text, state);
    if (opened === undefined) {
      return result;
    }
    const outcome = outcomeOf(settleSession(opened.session, { ...turn, result }));
    return { ...result, effects: { ...result.effects, outcome } };
  };

  const noteTrailer = (held: string | undefined) => {
    const { trailer, fault } = readTrailer(held);
    if (trailer !== undefined) {
      effects.trailer = trailer;
    } else {
      effects.trailerFault = fault;
      onFault?.('Reading a trailer', new TrailerError(fault));
    }
  };

  async function* events(): AsyncGenerator<TurnEvent, AnswerResult, undefined> {
    const loaded = await turn.load();
    const { session, current } = openSession(loaded.session, turn.body);
    const ending = new AbortController();
    const failing = new AbortController();
    const signal = AbortSignal.any([turn.signal, failing.signal, ending.signal]);
    const answerStored = messages.putUserMessage(turn.ref, toUserMessage(turn));
    const imagesLoaded = turn.loadImages?.(signal);
    // Both are awaited before anything is sent. Until then a failure ends the model's call, which nobody will read.
    answerStored.catch((error: unknown) => failing.abort(error));
    imagesLoaded?.catch((error: unknown) => failing.abort(error));
    try {
      opened = { session, current };
      effects.answer = { questionId: current.id, text: turn.body.userResponse };
      const line = passingLine(opened);
      effects.contextualUpdates.push({ stage: line.stage, content: line.content });
      yield line;
      const request = buildCreatorPrompt({
        session,
        current,
        profile: loaded.profile,
        messages: loaded.messages.filter(({ turnId }) => turnId !== turn.turnId),
        text: turn.body.userResponse,
        answeredAt: turn.claimedAt,
        images: (await imagesLoaded) ?? [],
      });
      const whole = yield* streamAnswer(request, {
        coach,
        record,
        signal,
        beforeFirstChunk: answerStored,
        withdrawnText: `${WITHDRAWN_REPLY} ${current.wordings[session.sophisticationLevel]}`,
        filter: createTrailerFilter(TRAILER_MARKERS),
      });
      if (whole.state === 'complete') {
        noteTrailer(whole.trailer);
      }
      return toResult(whole.text, whole.state);
    } finally {
      ending.abort();
      // A turn that ends, in whatever way, has its answer stored.
      await answerStored.catch(() => undefined);
    }
  }

  return {
    events: events(),
    partial: (end, text) => toResult(text, end === 'stopped' ? 'stopped' : 'partial'),
  };
}

/** A session that may be answered in, and the question that is being asked. */
interface OpenedSession {
  readonly session: CreatorSession;
  readonly current: Question;
}

function openSession(session: CreatorSession | undefined, body: CreatorTurnBody): OpenedSession {
  const refusal = refusalOfAnswer(session, body);
  const current = findQuestion(session?.currentQuestionId ?? null);
  if (refusal !== undefined || session === undefined || current === undefined) {
    throw (
      refusal ?? new StreamError('INTERNAL', { cause: new Error('The session asks a question that is not known.') })
    );
  }
  return { session, current };
}

function passingLine({ session, current }: OpenedSession): ContextualEvent {
  const { passingLines } = current;
  const content = passingLines[earlierAnswers(session, current) % passingLines.length] ?? '';
  return { type: 'contextual', stage: STAGE, content };
}
