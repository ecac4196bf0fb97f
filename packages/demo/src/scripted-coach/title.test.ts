import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { title } from './title.ts';

function titleOf(message: string): string {
  const fences = new Map([['conversation', `Person: ${message}\nCoach: Let's see.`]]);
  return title({ message: '', earlier: [], fences, images: 0, system: '', text: '' }).title;
}

it.each([
  ['How do I warm up before heavy squats?', 'Warm up before heavy squats'],
  ['/log-workout 5x5 back squat at 100 kg, felt hard', 'Back squat 100 kg 5×5'],
  ['Could you build me a plan for a 10k in eight weeks?', 'Plan for a 10k'],
  ['/save-memory My left knee hurts on deep lunges', 'Left knee hurts on deep lunges'],
  ['Hi coach', 'Getting started with the coach'],
])('titles %j by its topic', (message, expected) => {
  expect(titleOf(message)).toMatch(new RegExp(`^${expected}`));
});

it('has three to six words, for any message', () => {
  fc.assert(
    fc.property(fc.oneof(fc.lorem({ maxCount: 15 }), fc.string({ unit: 'grapheme' })), (message) => {
      const count = titleOf(message).split(/\s+/).length;
      expect(count).toBeGreaterThanOrEqual(3);
      expect(count).toBeLessThanOrEqual(6);
    }),
  );
});
