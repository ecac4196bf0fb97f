import { describe, expect, it } from '@jest/globals';
import { fallbackPlan } from './fallback-plan.ts';
import { reconcilePlan } from './reconcile-plan.ts';
import type { RouterPlan } from './router-plan.ts';

const QUESTION = 'How should I structure a deload week?';
const plan = fallbackPlan({ message: QUESTION, command: undefined, recent: [] });
const memory = { type: 'goal', importance: 'low', isCoachSpecific: false, suggestedTags: ['  A ', 'a', ''] } as const;

const withMemory = (memoryProcessing: Partial<RouterPlan['memoryProcessing']>): RouterPlan => ({
  ...plan,
  memoryProcessing: { ...plan.memoryProcessing, ...memoryProcessing },
});

describe('a plan that contradicts a rule or itself', () => {
  it.each(['ok', '👍👍👍👍👍', 'Thanks a lot, coach!', 'ran 5k'])(
    'looks nothing up for %j, and shows no lines',
    (message) => {
      const { showContextualUpdates, contextNeeds, memoryProcessing } = reconcilePlan(plan, message);
      expect(plan).toMatchObject({ showContextualUpdates: true, contextNeeds: { needsSemanticSearch: true } });
      expect([showContextualUpdates, contextNeeds.needsSemanticSearch, memoryProcessing.needsRetrieval]).toEqual([
        false,
        false,
        false,
      ]);
    },
  );

  it('looks nothing up for what it takes for an acknowledgement itself, unless it logs or saves something', () => {
    const acknowledged: RouterPlan = { ...plan, userIntent: 'acknowledgment' };
    expect(reconcilePlan(acknowledged, QUESTION).contextNeeds.needsSemanticSearch).toBe(false);
    const logging = { ...acknowledged, workoutDetection: { ...plan.workoutDetection, isWorkoutLog: true } };
    expect(reconcilePlan(logging, QUESTION).contextNeeds.needsSemanticSearch).toBe(true);
  });

  it('describes a memory that is to be saved, and none that is not', () => {
    const asked = withMemory({ isMemoryRequest: true, characteristics: null });
    expect(reconcilePlan(asked, 'Remember that my knee hurts').memoryProcessing.characteristics).toMatchObject({
      type: 'constraint',
    });
    const notAsked = withMemory({ isMemoryRequest: false, characteristics: { ...memory, suggestedTags: [] } });
    expect(reconcilePlan(notAsked, QUESTION).memoryProcessing.characteristics).toBeNull();
    const tagged = withMemory({
      isMemoryRequest: true,
      characteristics: { ...memory, suggestedTags: [...memory.suggestedTags] },
    });
    expect(reconcilePlan(tagged, QUESTION).memoryProcessing.characteristics?.suggestedTags).toEqual(['a']);
  });

  it('searches for the message itself, everywhere, where it says neither what nor where', () => {
    const vague = { ...plan, contextNeeds: { ...plan.contextNeeds, query: ' ', searchTypes: [] } };
    const { query, searchTypes } = reconcilePlan(vague, QUESTION).contextNeeds;
    expect(query).toBe(QUESTION);
    expect(searchTypes).toHaveLength(4);
  });

  it('leaves a line blank that cannot be shown, and cleans the others', () => {
    const contextualUpdates = {
      initialGreeting: '"🔥🔥"',
      workoutAnalysis: '“Scouting your log”',
      memoryAnalysis: 'x'.repeat(999),
    };
    expect(reconcilePlan({ ...plan, contextualUpdates }, QUESTION).contextualUpdates).toEqual({
      initialGreeting: '',
      workoutAnalysis: 'Scouting your log',
      memoryAnalysis: '',
    });
  });
});
