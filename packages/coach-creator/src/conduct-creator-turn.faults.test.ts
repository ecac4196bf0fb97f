import { StreamError } from '@coach-stream/streaming-core';
import { describe, expect, it } from '@jest/globals';
import { effectsOf, NEW, useCreator } from './conduct-creator-turn.fixture.ts';
import { QUESTIONS } from './questions/questions.ts';
import { settleSession, toCreatorCompleteFields } from './session/creator-effects.ts';
import { startSession } from './session/start-session.ts';

const { ask, model, modelCalls } = await useCreator();

describe('a creator turn', () => {
  it('fails with what its images fail with, its answer stored and the model not asked', async () => {
    const loadImages = () => Promise.reject(new StreamError('IMAGE_NOT_FOUND'));
    const asked = await ask(NEW, 'This is my gym.', { loadImages });
    expect(asked.error).toMatchObject({ code: 'IMAGE_NOT_FOUND' });
    expect(asked.stored).toHaveLength(1);
    expect(modelCalls()).toBe(0);
  });

  it('shows nothing of the reply before the answer is stored', async () => {
    const asked = await ask(NEW, 'Hi', {
      putUserMessage: () => Promise.reject(new StreamError('STORAGE_UNAVAILABLE')),
    });
    expect(asked.error).toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(asked.text).toBe('');
    let isStored = false;
    const slow = await ask(NEW, 'Hi', {
      putUserMessage: async () => {
        await new Promise((resolve) => setTimeout(resolve, 60));
        isStored = true;
      },
    });
    expect(isStored).toBe(true);
    expect(slow.result?.timings.firstTokenMs).toBeGreaterThanOrEqual(55);
  });

  it.each([
    ['nothing was sent', { kind: 'exception', error: 'modelStreamErrorException', times: 9 }],
    ['text was sent', { kind: 'reset', afterChunks: 3 }],
    ['the stop reason is unknown', { kind: 'stopReason', stopReason: 'tired' }],
    ['the reply is empty', { kind: 'empty' }],
  ])('that is broken where %s leaves the session as it was', async (_case, fault) => {
    model.script({ firstTokenMs: 1, tokenMs: 1, faults: [fault] });
    const asked = await ask(NEW, 'A marathon.');
    expect(asked.error).toMatchObject({ code: expect.stringMatching(/^MODEL_/) });
    expect(asked.stored).toHaveLength(1);
    expect(asked.session).toBe(NEW);
  });

  it('whose reply was withdrawn asks the same question again and takes nothing in', async () => {
    model.script({
      firstTokenMs: 1,
      tokenMs: 0,
      faults: [{ kind: 'stopReason', stopReason: 'content_filtered' }],
    });
    const asked = await ask(NEW, 'Something vile.');
    expect(asked.events.some(({ type }) => type === 'retract')).toBe(true);
    expect(asked.text).toContain(QUESTIONS[0].wordings.unknown);
    expect(asked.result).toMatchObject({ text: asked.text, state: 'redacted' });
    expect(asked.session).toBe(NEW);
    expect(effectsOf(asked)?.outcome).toMatchObject({ nextQuestion: QUESTIONS[0].wordings.unknown });
    expect(asked.faults).toEqual([]);
  });

  it('that is stopped keeps what was typed, stays on the question and tells so', async () => {
    model.script({ firstTokenMs: 1, tokenMs: 5 });
    const asked = await ask(NEW, 'A marathon.', { stopAfterChunks: 2 });
    expect(asked.result).toBeUndefined();
    expect(asked.partial).toMatchObject({ text: asked.text, state: 'stopped' });
    const { session } = startSession({ ...NEW });
    const after = settleSession(session, { turnId: 't', claimedAt: NEW.startedAt, result: asked.partial });
    expect(after).toMatchObject({
      currentQuestionId: 'goalsAndTimeline',
      answers: { goalsAndTimeline: { text: 'A marathon.', followUps: [] } },
    });
    const told = toCreatorCompleteFields(session, { content: asked.text, effects: asked.partial.effects });
    expect(told).toMatchObject({ isComplete: false, nextQuestion: QUESTIONS[0].wordings.unknown });
  });
});
