import type { Memory, Workout } from '@coach-stream/store';
import { systemClock } from '@coach-stream/streaming-core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { summarize } from '../../../coach-conversation/src/after-work/summarize.ts';
import { titleConversation } from '../../../coach-conversation/src/after-work/title-conversation.ts';
import { COACH } from '../../../coach-conversation/src/coach-world.fixture.ts';
import { buildPrompt } from '../../../coach-conversation/src/prompt/build-prompt.ts';
import { routeMessage } from '../../../coach-conversation/src/router/route-message.ts';
import { extractWorkout } from '../../../coach-conversation/src/workouts/extract-workout.ts';
import { buildChatPrompt } from '../../../persona-chat/src/prompt/build-chat-prompt.ts';
import type { AnsweredTurn } from '../../../prompting/src/history/answered-turns.ts';
import { PERSONAS, type Persona } from '../../../prompting/src/index.ts';
import { type ScriptedModel, startScriptedModel } from './scripted-model.fixture.ts';

const { signal } = new AbortController();
const ref = { userId: 'u', coachId: COACH.coachId, conversationId: 'c' };
const createdAt = '2026-11-21T08:00:00.000Z';

let scripted: ScriptedModel;
beforeAll(async () => {
  scripted = await startScriptedModel({ isPaced: true });
});
afterAll(() => scripted.close());

const turn = (index: number, question: string, answer: string): AnsweredTurn => {
  const common = { turnId: `t${index}`, createdAt, claimedAt: createdAt };
  return {
    turnId: common.turnId,
    question: { ...common, messageId: `q${index}`, role: 'user', content: question },
    answer: { ...common, messageId: `a${index}`, role: 'assistant', state: 'complete', content: answer },
  };
};

/** The scripted coach behind the real wire, asked as the product asks. */
describe("the product's own prompts", () => {
  it('get a plan that the router takes, well before its deadline', async () => {
    const startedAt = performance.now();
    const { plan } = await routeMessage(
      { message: 'Did 5x5 back squats at 80 kg this morning, last set was a grinder.', command: undefined, recent: [] },
      { router: scripted, clock: systemClock, signal },
    );
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(plan).toMatchObject({
      userIntent: 'workoutLogging',
      workoutDetection: { isWorkoutLog: true },
      routerMetadata: { fallbackUsed: false },
    });
  });

  it('get a workout with its numbers', async () => {
    const text = '5x5 back squat at 100 kg yesterday evening, felt hard';
    const profile = { timezone: 'Europe/Berlin', unitSystem: 'metric' } as const;
    const { details } = await extractWorkout({ text, sentAt: Date.parse(createdAt), profile, recent: [] }, scripted, {
      signal,
    });
    expect(details).toMatchObject({
      completedAt: '2026-11-20T18:00:00.000Z',
      exercises: [{ name: 'Back squat', sets: 5, reps: 5, weight: 100, unit: 'kg' }],
      notes: 'felt hard',
      extraction: { flags: [] },
    });
  });

  it('get a summary and a title', async () => {
    const first = turn(1, 'How do I warm up before heavy squats?', 'Start light.');
    const turns = [first, turn(2, 'My goal is 120 kg by June', 'Good to know.')];
    const due = { turns, trigger: 'interval' as const };
    const made = await summarize({ conversationId: 'c', due, previous: undefined, createdAt }, scripted, { signal });
    expect(made.error).toBeUndefined();
    expect(made.summary?.currentGoals).toEqual(['My goal is 120 kg by June']);
    expect(await titleConversation(first, scripted, { signal })).toMatchObject({
      title: 'Warm up before heavy squats',
    });
  });

  it('get an answer that uses what they tell of the person', async () => {
    const memory: Memory = {
      ...ref,
      memoryId: 'mem_1',
      content: 'My left knee hurts on deep lunges',
      type: 'constraint',
      importance: 'high',
      tags: [],
      source: 'explicitRequest',
      usageCount: 0,
      createdAt,
    };
    const workout: Workout = {
      ...ref,
      workoutId: 'wko_1',
      completedAt: '2026-11-19T18:00:00.000Z',
      createdAt,
      discipline: 'weightlifting',
      workoutType: 'strength',
      exercises: [{ name: 'Back squat', sets: 5, reps: 5, weight: 97.5, unit: 'kg' }],
      perceivedExertion: 8,
      personalRecords: [],
      extraction: { confidence: 1, flags: [] },
    };
    const request = buildPrompt(
      {
        ref,
        coach: COACH,
        conversation: { ...ref, endedTurnIds: [], messageCount: 0, createdAt, updatedAt: createdAt, version: 1 },
        profile: undefined,
        messages: [],
      },
      'What should I do next given my knee and my last squats?',
      Date.parse(createdAt),
      { context: { summary: undefined, memories: [memory], workouts: [workout], passages: [] } },
    );
    scripted.control.script({ firstTokenMs: 0, tokenMs: 0 });
    const { text } = await scripted.model.complete(request, { signal });
    expect(text).toContain('My left knee hurts on deep lunges');
    expect(text).toContain('Back squat 5×5 97.5 kg');
    expect(text).toMatch(/^Robin here/);
  });
});

describe("the personas' prompts", () => {
  const answerOf = async (persona: Persona, text: string) => {
    const facts = { persona, profile: undefined, messages: [], messageCount: 0, text, now: Date.parse(createdAt) };
    return (await scripted.model.complete(buildChatPrompt(facts), { signal })).text;
  };

  it.each(["How's it going?", 'I feel tired today, should I still run?', 'thanks!'])(
    'get short answers to %j, each in a manner of its own',
    async (text) => {
      scripted.control.script({ firstTokenMs: 0, tokenMs: 0 });
      const answers = await Promise.all(Object.values(PERSONAS).map((persona) => answerOf(persona, text)));
      expect(new Set(answers).size).toBe(answers.length);
      for (const [index, persona] of Object.values(PERSONAS).entries()) {
        expect(answers[index]?.length).toBeLessThan(600);
        expect(answers[index]).not.toMatch(new RegExp(`\\b(?:${persona.outOfCharacter.join('|')})\\b`, 'i'));
      }
    },
  );
});
