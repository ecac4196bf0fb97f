import { describe, expect, it } from '@jest/globals';
import { fallbackPlan } from '../router/fallback-plan.ts';
import { contextualLines, FALLBACK_LINES } from './contextual-lines.ts';

const plan = fallbackPlan({ message: 'How am I doing with my squats?', command: undefined, recent: [] });

describe('contextualLines', () => {
  it("shows the plan's lines in the order of their stages, and a written one where the plan's is blank", () => {
    const contextualUpdates = {
      initialGreeting: '',
      insightsBrewing: 'Almost there.',
      memoryAnalysis: 'Looking back.',
    };
    const lines = contextualLines({ ...plan, contextualUpdates }, () => 0);
    expect(lines).toEqual([
      { type: 'contextual', stage: 'initial_greeting', content: FALLBACK_LINES.initial_greeting[0] },
      { type: 'contextual', stage: 'memory_analysis', content: 'Looking back.' },
      { type: 'contextual', stage: 'insights_brewing', content: 'Almost there.' },
    ]);
  });

  it('has written lines for every stage', () => {
    const stages = contextualLines(plan, () => 0.999).map(({ stage }) => stage);
    expect(stages).toEqual(Object.keys(FALLBACK_LINES));
    expect(Object.values(FALLBACK_LINES).every((lines) => lines.length >= 2)).toBe(true);
  });

  it('shows nothing where the plan wants nothing shown', () => {
    expect(contextualLines({ ...plan, showContextualUpdates: false }, () => 0)).toEqual([]);
  });
});
