import { describe, expect, it } from '@jest/globals';
import { refusalOfAnswer } from './refusal-of-answer.ts';
import { startSession } from './start-session.ts';

const { session } = startSession({ userId: 'u', sessionId: 'sess_01J', startedAt: '2026-01-01T08:00:00.000Z' });
const complete = { ...session, status: 'complete', currentQuestionId: null } as const;

describe('an answer', () => {
  it.each([
    ['to the question that is being asked', session, { userResponse: 'none', questionId: 'goalsAndTimeline' }],
    ['that names no question', session, { userResponse: 'x'.repeat(8_000) }],
  ])('%s is taken', (_case, head, body) => {
    expect(refusalOfAnswer(head, body)).toBeUndefined();
  });

  it.each([
    ['in a session that does not exist', undefined, { userResponse: 'Hi' }, 'SESSION_NOT_FOUND'],
    ['that is empty', session, { userResponse: '' }, 'INVALID_BODY'],
    ['that shows nothing', session, { userResponse: ' \n\u200b' }, 'INVALID_BODY'],
    ['in a complete session', complete, { userResponse: 'Hi' }, 'SESSION_COMPLETE'],
    ['to its last question', complete, { userResponse: 'Hi', questionId: 'competitionGoals' }, 'SESSION_COMPLETE'],
    ['from another tab', session, { userResponse: 'Hi', questionId: 'ageAndLifeStage' }, 'QUESTION_ANSWERED'],
    ['to no question', session, { userResponse: 'Hi', questionId: 'constructor' }, 'QUESTION_ANSWERED'],
  ])('%s is refused', (_case, head, body, code) => {
    expect(refusalOfAnswer(head, body)).toMatchObject({ code });
  });
});
