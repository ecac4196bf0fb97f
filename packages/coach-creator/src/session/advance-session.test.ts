import type { CreatorSession } from '@coach-stream/store/entities';
import { creatorSessionSchema } from '@coach-stream/store/entities';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod/mini';
import { QUESTION_IDS } from '../questions/question.ts';
import { QUESTIONS } from '../questions/questions.ts';
import type { CreatorTrailer } from '../trailer/read-trailer.ts';
import { advanceSession, type SessionTurn } from './advance-session.ts';
import { MAX_ANSWERS_BYTES } from './keep-answer.ts';
import { outcomeOf } from './session-outcome.ts';
import { startSession } from './start-session.ts';

const STARTED_AT = '2026-01-01T08:00:00.000Z';
const { session: NEW } = startSession({ userId: 'u', sessionId: 'sess_01J', startedAt: STARTED_AT });
const ANSWERED: CreatorTrailer = { sophisticationLevel: 'unknown', answered: true, wantsToFinish: false };
const OPEN: CreatorTrailer = { ...ANSWERED, answered: false };
const FINISH: CreatorTrailer = { ...ANSWERED, wantsToFinish: true };
const as = (sophisticationLevel: CreatorTrailer['sophisticationLevel']): CreatorTrailer => ({
  ...ANSWERED,
  sophisticationLevel,
});

/** The next answer of a session. */
function turnOf(session: CreatorSession, trailer?: CreatorTrailer, changes: Partial<SessionTurn> = {}): SessionTurn {
  const minutes = String(Object.values(session.answers).length).padStart(2, '0');
  return {
    turnId: crypto.randomUUID(),
    questionId: session.currentQuestionId ?? '',
    text: 'Something.',
    answeredAt: `2026-01-01T08:${minutes}:00.000Z`,
    finishedAt: `2026-01-01T08:${minutes}:05.000Z`,
    trailer,
    isWhole: true,
    ...changes,
  };
}

const next = (session: CreatorSession, trailer?: CreatorTrailer, changes: Partial<SessionTurn> = {}) =>
  advanceSession(session, turnOf(session, trailer, changes)).session;
const answerAll = (trailers: readonly (CreatorTrailer | undefined)[], session = NEW) =>
  trailers.reduce((current, trailer) => next(current, trailer), session);
const times = (count: number, trailer?: CreatorTrailer) => Array.from({ length: count }, () => trailer);

describe('a session', () => {
  it('asks every question in order, and completes with the last one', () => {
    let session = NEW;
    const asked: (string | null)[] = [];
    while (session.status === 'active') {
      asked.push(session.currentQuestionId);
      session = next(session, ANSWERED);
    }
    expect(asked).toEqual(QUESTION_IDS);
    expect(session).toMatchObject({
      status: 'complete',
      currentQuestionId: null,
      completedAt: '2026-01-01T08:09:05.000Z',
      build: { status: 'queued', attempt: 0, queuedAt: '2026-01-01T08:09:05.000Z' },
      progress: { questionsCompleted: 10, totalQuestions: 10, percentage: 100, currentQuestion: null },
    });
    expect(outcomeOf(session)).toMatchObject({
      isComplete: true,
      nextQuestion: null,
      onFinalQuestion: false,
      coachConfigGenerating: true,
    });
    expect(z.parse(creatorSessionSchema, session)).toEqual(session);
  });

  it('tells what it is asking, in the words for the level that was found', () => {
    const outcome = advanceSession(NEW, turnOf(NEW, as('advanced'))).outcome;
    expect(outcome).toEqual({
      isComplete: false,
      progressDetails: {
        questionsCompleted: 1,
        totalQuestions: 10,
        percentage: 10,
        sophisticationLevel: 'advanced',
        currentQuestion: 'ageAndLifeStage',
      },
      nextQuestion: QUESTIONS[1]?.wordings.advanced,
      onFinalQuestion: false,
      coachConfigGenerating: false,
    });
  });

  it('never asks a beginner for competitions', () => {
    const session = answerAll([as('beginner'), ...times(7, ANSWERED)]);
    expect(outcomeOf(session)).toMatchObject({ onFinalQuestion: true, progressDetails: { totalQuestions: 9 } });
    const complete = next(session, ANSWERED);
    expect(complete).toMatchObject({ status: 'complete', progress: { questionsCompleted: 9, totalQuestions: 9 } });
    expect(Object.keys(complete.answers)).not.toContain('competitionGoals');
  });

  it('asks no follow-up for competitions once the answer shows a beginner', () => {
    const session = answerAll(times(9, as('advanced')));
    expect(session.currentQuestionId).toBe('competitionGoals');
    expect(next(session, { ...as('beginner'), answered: false }).status).toBe('complete');
  });

  it('keeps the level where the model is unsure or says nothing, and follows it where it says more', () => {
    expect(answerAll([as('intermediate'), as('unknown'), undefined]).sophisticationLevel).toBe('intermediate');
    expect(answerAll([as('intermediate'), as('beginner')]).sophisticationLevel).toBe('beginner');
  });

  it('asks at most two follow-ups, then goes on', () => {
    let session = NEW;
    for (const text of ['No idea.', 'Hm.', 'Fine: a marathon.']) {
      expect(session.currentQuestionId).toBe('goalsAndTimeline');
      session = next(session, OPEN, { text });
    }
    expect(session.currentQuestionId).toBe('ageAndLifeStage');
    expect(session.answers.goalsAndTimeline).toMatchObject({
      text: 'No idea.',
      followUps: ['Hm.', 'Fine: a marathon.'],
    });
  });

  it('counts a question only once its follow-ups are over', () => {
    const open = next(NEW, OPEN);
    expect(open.progress).toMatchObject({ questionsCompleted: 0, percentage: 0, currentQuestion: 'goalsAndTimeline' });
    expect(next(open, ANSWERED).progress).toMatchObject({ questionsCompleted: 1, percentage: 10 });
  });

  it('does not fall back where a new level adds a question', () => {
    const beginner = answerAll([as('beginner'), ...times(7)]);
    expect(beginner.progress).toMatchObject({ percentage: 88, totalQuestions: 9 });
    const risen = next({ ...beginner, currentQuestionId: 'successMetrics' }, { ...as('advanced'), answered: false });
    expect(risen.progress).toMatchObject({ percentage: 88, totalQuestions: 10, questionsCompleted: 8 });
  });

  it.each([0, 1, 5, 8])('is not finished by a wish after %i answers', (count) => {
    const session = next(answerAll(times(count, ANSWERED)), { ...FINISH, answered: count !== 8 });
    expect(session.status).toBe('active');
    expect(session.build.status).toBe('none');
  });

  it.each([
    ['with the last answer that is needed', 8, FINISH],
    ['in the place of the one that is not', 9, { ...FINISH, answered: false }],
  ])('is finished by a wish %s', (_when, count, trailer) => {
    const session = next(answerAll(times(count, ANSWERED)), trailer);
    expect(session).toMatchObject({ status: 'complete', progress: { percentage: 100 }, build: { status: 'queued' } });
    const { questionsCompleted, totalQuestions } = session.progress;
    expect(questionsCompleted).toBe(totalQuestions);
  });

  it('collects the signals of the question that is being asked, each once', () => {
    const session = answerAll([ANSWERED, ANSWERED]);
    const text = 'I track my 1RM, RPE and nationals. 1RM!';
    const collected = next(next(session, OPEN, { text }), ANSWERED, { text: 'rpe, vo2max' });
    expect(collected.detectedSignals).toEqual(['1rm', 'rpe', 'vo2max']);
  });

  it.each(['none', 'None.', 'No', "I don't know", '💪', '没有'])('takes %j for an answer', (text) => {
    expect(next(NEW, undefined, { text })).toMatchObject({
      currentQuestionId: 'ageAndLifeStage',
      answers: { goalsAndTimeline: { text, followUps: [] } },
    });
  });

  it('stays on the question where the reply was stopped, and keeps what was typed', () => {
    const stopped = next(NEW, undefined, { text: 'A marathon', isWhole: false });
    expect(stopped).toMatchObject({ currentQuestionId: 'goalsAndTimeline', progress: { questionsCompleted: 0 } });
    expect(next(stopped, ANSWERED, { text: 'in May' }).answers.goalsAndTimeline).toMatchObject({
      text: 'A marathon',
      followUps: ['in May'],
    });
  });

  it('gives the same however often a turn is settled, and never a turn twice', () => {
    const turn = turnOf(NEW, as('advanced'));
    const before = structuredClone(NEW);
    const once = advanceSession(NEW, turn);
    expect(advanceSession(NEW, turn)).toEqual(once);
    expect(NEW).toEqual(before);
    const counted = { ...once.session, endedTurnIds: [turn.turnId] };
    expect(advanceSession(counted, turn)).toEqual({ session: counted, outcome: once.outcome });
  });

  it('takes in nothing for a question that is not being asked, and nothing once it is complete', () => {
    expect(next(NEW, ANSWERED, { questionId: 'competitionGoals' })).toBe(NEW);
    expect(next(NEW, ANSWERED, { questionId: '__proto__' })).toBe(NEW);
    const complete = answerAll(times(10, ANSWERED));
    expect(next(complete, ANSWERED, { questionId: 'competitionGoals' })).toBe(complete);
  });

  it('fits into an item of 400 KB whatever is typed, and keeps what fits whole', () => {
    const fill = (text: string) => {
      let session = NEW;
      while (session.status === 'active') {
        session = next(session, { ...as('advanced'), answered: false }, { text });
      }
      return session;
    };
    const ascii = fill('a'.repeat(8_000));
    const texts = Object.values(ascii.answers).flatMap(({ text, followUps }) => [text, ...followUps]);
    expect(texts.map(({ length }) => length)).toEqual(Array.from({ length: 30 }, () => 8_000));
    for (const text of ['没'.repeat(8_000), '💪'.repeat(4_000), `${'é'.repeat(7_999)}.`]) {
      const bytes = Buffer.byteLength(JSON.stringify(fill(text)));
      expect(bytes).toBeLessThan(MAX_ANSWERS_BYTES + 10_000);
      expect(JSON.stringify(fill(text))).not.toContain('\\ud');
    }
  });

  it('ends after three turns a question at most, with a progress that never falls, whatever the trailers say', () => {
    const trailer = fc.option(
      fc.record({
        sophisticationLevel: fc.constantFrom('unknown', 'beginner', 'intermediate', 'advanced'),
        answered: fc.boolean(),
        wantsToFinish: fc.boolean(),
      }),
      { nil: undefined },
    );
    fc.assert(
      fc.property(fc.infiniteStream(fc.tuple(trailer, fc.boolean(), fc.string())), (turns) => {
        let session = NEW;
        let count = 0;
        for (const [verdict, isWhole, text] of turns) {
          const current = session.currentQuestionId;
          const { session: after, outcome } = advanceSession(session, turnOf(session, verdict, { isWhole, text }));
          count += 1;
          expect(after.progress.percentage).toBeGreaterThanOrEqual(session.progress.percentage);
          expect(after.progress.percentage === 100).toBe(after.status === 'complete');
          expect(after.progress.questionsCompleted).toBeLessThanOrEqual(after.progress.totalQuestions);
          expect(outcome.nextQuestion === null).toBe(outcome.isComplete);
          const isSkipped = after.sophisticationLevel === 'beginner' && after.currentQuestionId === 'competitionGoals';
          expect(isSkipped).toBe(false);
          expect(Object.keys(after.answers)).toContain(current);
          expect(z.parse(creatorSessionSchema, after)).toEqual(after);
          session = after;
          if (after.status === 'complete') {
            break;
          }
        }
        expect(count).toBeLessThanOrEqual(QUESTIONS.length * 3);
        for (const { id, isOptional } of QUESTIONS) {
          expect(isOptional || Object.hasOwn(session.answers, id)).toBe(true);
        }
        expect(session.build.status).toBe('queued');
      }),
      { numRuns: 300 },
    );
  });
});

describe('the beginning of a session', () => {
  it('greets and asks the first question, and is the same when it is begun again', () => {
    const options = { userId: 'u', sessionId: 'sess_01J', startedAt: STARTED_AT };
    const { session, firstMessage } = startSession(options);
    expect(startSession(options)).toEqual({ session, firstMessage });
    expect(firstMessage).toMatchObject({ role: 'assistant', state: 'complete', claimedAt: STARTED_AT });
    expect(firstMessage.content.endsWith(`\n\n${QUESTIONS[0].wordings.unknown}`)).toBe(true);
    expect(z.parse(creatorSessionSchema, session)).toEqual(session);
    expect(outcomeOf(session)).toMatchObject({ isComplete: false, progressDetails: { percentage: 0 } });
  });
});
