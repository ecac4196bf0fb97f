import type { AnswerResult } from '@coach-stream/store/entities';
import { describe, expect, it } from '@jest/globals';
import { settleSession, toCreatorCompleteFields } from './creator-effects.ts';
import { startSession } from './start-session.ts';

const { session } = startSession({ userId: 'u', sessionId: 'sess_01J', startedAt: '2026-01-01T08:00:00.000Z' });
const RESULT: AnswerResult = {
  text: 'Good. How old are you?',
  state: 'complete',
  stopReason: 'end_turn',
  createdAt: '2026-01-01T08:01:05.000Z',
  timings: { firstTokenMs: 1, totalMs: 2 },
  effects: { contextualUpdates: [], answer: { questionId: 'goalsAndTimeline', text: 'A marathon' } },
};
const settled = (result?: AnswerResult) => ({ turnId: 't', claimedAt: '2026-01-01T08:01:00.000Z', result });

describe('a settled turn', () => {
  it('advances the session by what is stored with the reply, whenever that is', () => {
    expect(settleSession(session, settled(RESULT))).toMatchObject({
      currentQuestionId: 'ageAndLifeStage',
      lastActivityAt: RESULT.createdAt,
      answers: { goalsAndTimeline: { text: 'A marathon', followUps: [], answeredAt: '2026-01-01T08:01:00.000Z' } },
    });
  });

  it("leaves the store's own fields alone, and a head that has counted the turn", () => {
    const locked = { ...session, active: { turnId: 't', attempt: 1, claimedAt: session.startedAt }, lastTurnId: 't' };
    const { active, lastTurnId, endedTurnIds, messageCount, version } = settleSession(locked, settled(RESULT));
    expect(locked).toMatchObject({ active, lastTurnId, endedTurnIds, messageCount, version });
    const counted = { ...session, endedTurnIds: ['t'] };
    expect(settleSession(counted, settled(RESULT))).toBe(counted);
  });

  it('stays on the question where the reply was stopped', () => {
    const after = settleSession(session, settled({ ...RESULT, state: 'stopped' }));
    expect(after.currentQuestionId).toBe('goalsAndTimeline');
    expect(after.answers).toHaveProperty('goalsAndTimeline');
  });

  it.each([
    ['its reply was withdrawn', { ...RESULT, state: 'redacted' as const }],
    ['its reply broke off', { ...RESULT, state: 'partial' as const }],
    ['it has no effects', { ...RESULT, effects: {} }],
    ['its effects are not to be read', { ...RESULT, effects: { contextualUpdates: 1 } }],
    ['its runner was gone', undefined],
  ])('changes nothing where %s', (_case, result) => {
    expect(settleSession(session, settled(result))).toBe(session);
  });

  it('is told by its reply, and by the session where the reply does not tell', () => {
    const content = RESULT.text;
    const told = toCreatorCompleteFields(session, { content });
    expect(told).toMatchObject({ sessionId: 'sess_01J', aiResponse: content, isComplete: false });
    const outcome = { ...told, isComplete: true, nextQuestion: null };
    const fields = toCreatorCompleteFields(session, { content, effects: { contextualUpdates: [], outcome } });
    expect(fields).toEqual({ ...told, isComplete: true, nextQuestion: null });
  });
});
