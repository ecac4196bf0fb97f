import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lastTexts } from './coach-world.fixture.ts';
import { effectsOf, planAs, SQUATS, useConversations } from './conduct-turn.fixture.ts';

const { world, ask, newRef } = await useConversations();

describe('what a turn is told', () => {
  it('holds logged workouts, the summary, and what a search finds', async () => {
    const ref = await newRef();
    const kilograms = fc.sample(fc.integer({ min: 40, max: 180 }), 1)[0] ?? 60;
    const squats = { ...SQUATS, exercises: [{ ...SQUATS.exercises[0], weight: kilograms }] };
    world.answers.tools = { log_workout: () => squats };
    await ask(ref, `/log-workout 5x5 squats at ${kilograms} kg`);
    await world.index.upsert([
      {
        namespace: { kind: 'methodology' },
        recordType: 'methodologyPassage',
        entityId: 'deload',
        text: 'A deload week halves the volume and keeps the intensity.',
        recordedAt: '2026-01-01T00:00:00.000Z',
      },
    ]);
    await world.afterWork.stores.summaries.putIfLonger(ref, {
      conversationId: ref.conversationId,
      narrative: 'Wants to bench a hundred.',
      currentGoals: [],
      recentProgress: [],
      preferences: {},
      methodology: {},
      emotionalState: {},
      keyInsights: [],
      importantContext: [],
      tags: ['bench', 'goal'],
      range: { firstMessageId: 'a', lastMessageId: 'b', count: 2 },
      trigger: 'interval',
      createdAt: '2026-01-01T00:00:00.000Z',
    });
    let prompt = '';
    world.answers.reply = (request) => {
      prompt = lastTexts(request)[0] ?? '';
      return 'Sure.';
    };
    const question = 'How should I structure a deload week?';
    world.answers.tools = { plan_turn: () => planAs(question) };
    const asked = await ask(ref, question);
    expect(prompt).toContain(`This week:\n- `);
    expect(prompt).toContain(`Back squat 5×5 ${kilograms} kg`);
    expect(prompt).toContain('Wants to bench a hundred.');
    expect(prompt).toContain('(training method) A deload week');
    expect(effectsOf(asked)?.retrieval).toMatchObject({ used: true, matches: 1, contextLength: expect.any(Number) });
  });

  it.each<[string, () => void, string]>([
    ['down', () => world.started.pinecone.setDown(true), 'unavailable'],
    ['slow', () => world.started.pinecone.faults.next({ kind: 'slow', delayMs: 9_000, times: 9 }), 'timeout'],
    ['broken', () => world.started.pinecone.faults.next({ kind: 'malformed', times: 9 }), 'unavailable'],
  ])('goes without passages where the index is %s, and says why', async (_how, fail, reason) => {
    const question = 'How should I structure a deload week?';
    world.answers.tools = { plan_turn: () => planAs(question) };
    fail();
    const asked = await ask(await newRef(), question);
    expect(asked.result?.state).toBe('complete');
    expect(effectsOf(asked)?.retrieval).toEqual({ used: false, matches: 0, contextLength: 0, reason });
  });

  it('goes without what the store cannot read, and does not pass that over in silence', async () => {
    world.answers.tools = { plan_turn: () => planAs('What is a squat?') };
    const ref = await newRef();
    world.table.faults.next({ operation: 'Query', kind: 'refuse', skip: 1, times: 2 });
    const asked = await ask(ref, 'What is a squat?');
    expect(asked.result?.state).toBe('complete');
    expect(world.ports.faults.toSorted()).toEqual(['Reading memories', 'Reading recent workouts']);
  });
});
