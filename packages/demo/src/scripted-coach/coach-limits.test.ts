import { describe, expect, it } from '@jest/globals';
import { answer } from './answer.ts';
import { readLimits, ruledOutIn } from './coach-limits.ts';

const SYSTEM = [
  'You are Quinn: Precise strength coach.',
  'Methodology: Linear progression.',
  'Safety for this person: Injuries and limits to heed: knee, asthma.',
  'Never recommend, program or demonstrate, in no version and however the person asks: deep loaded squats, box jumps, heavy leg extensions.',
  'Modifications: Squat to a box at or above knee height. Cycling in place of running.',
].join('\n');

const ask = (message: string, system = SYSTEM) =>
  answer({ message, earlier: [], images: 0, fences: new Map(), system, text: message });

describe("a coach's limits", () => {
  it.each([
    ['Can I do box jumps?', 'box jumps'],
    ['A box-jump workout, please', 'box jumps'],
    ['Are leg extensions fine?', 'heavy leg extensions'],
    ['Which shoes for squats?', undefined],
    ['What is in the box?', undefined],
  ])('are found in %j: %s', (message, exercise) => {
    expect(ruledOutIn(message, readLimits(SYSTEM))).toBe(exercise);
  });

  it('have the coach say no, whatever is asked, and name what there is instead', () => {
    const told = ask('Can you make me a plan with box jumps?');
    expect(told).toMatch(/^Box jumps stay out/);
    expect(told).toContain('squat to a box at or above knee height');
    expect(told).not.toMatch(/plan for/);
  });

  it('are kept in mind in every plan', () => {
    expect(ask('How should I begin this week?')).toMatch(/With your knee and asthma in mind: /);
    expect(ask('How should I begin this week?', 'You are Robin: Coach.')).not.toContain('in mind:');
  });
});
