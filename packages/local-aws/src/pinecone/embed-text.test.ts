import { expect, test } from '@jest/globals';
import { EMBEDDING_DIMENSIONS, embedText, piecesOf } from './embed-text.ts';

const SUMMARY =
  'Over the last six exchanges they discussed training around a busy job. The user works as a nurse with rotating ' +
  'night shifts and sleeps badly after them. They agreed on three full-body sessions a week. Protein intake is low ' +
  'on shift days. The left hip flexor is tight and gets ten minutes of mobility work. The user enjoys rowing and ' +
  'dislikes burpees. A 5 km race is planned in May, with a goal of 25 minutes.';

const TEXTS = {
  knees: 'Has sore knees and avoids deep lunges.',
  morning: 'Prefers training in the early morning before work.',
  marathon: 'Goal: run a half marathon in October under two hours.',
  squats: 'Back squat 5x5 at 100 kg, rested three minutes between sets. Felt strong.',
  deadlift: 'Deadlift 140 kg for 3 reps, new personal record.',
  food: 'Vegetarian, allergic to peanuts.',
  equipment: 'Owns a kettlebell of 16 kg and a pull-up bar at home.',
  shoulder: 'Left shoulder impingement, no overhead pressing for now.',
  summary: SUMMARY,
};

/** The score that a search gives: of the closest piece. */
function scoreOf(query: string, text: string): number {
  const wanted = embedText(query);
  const cosines = piecesOf(text).map((piece) =>
    embedText(piece).reduce((sum, value, index) => sum + value * (wanted[index] ?? 0), 0),
  );
  return Math.max(...cosines);
}

const ranking = (query: string) =>
  Object.entries(TEXTS)
    .map(([name, text]) => ({ name, score: scoreOf(query, text) }))
    .sort((one, other) => other.score - one.score);

test.each([
  ['My knee hurts when I lunge', 'knees'],
  ['knee pain', 'knees'],
  ['When should I train, mornings or evenings?', 'morning'],
  ['How is my half marathon preparation going?', 'marathon'],
  ['how much did I squat', 'squats'],
  ['What did I lift in my last deadlift session?', 'deadlift'],
  ['any peanut free snacks? I have an allergy', 'food'],
  ['Which equipment do I have at home?', 'equipment'],
  ['my shoulder is acting up again', 'shoulder'],
  ['tight hips', 'summary'],
  ['how do my night shifts fit with rowing?', 'summary'],
])('%s: the text that it is about comes first', (query, expected) => {
  const [first] = ranking(query);
  expect(first?.name).toBe(expected);
  expect(first?.score).toBeGreaterThan(0.2);
});

test.each(['tell me a joke', 'capital of Mongolia', 'stock market crash', 'quantum chromodynamics lectures', '🎉🎉'])(
  '%s: nothing comes near',
  (query) => expect(ranking(query)[0]?.score).toBeLessThan(0.2),
);

test.each(['Knees', 'of the', 'ﬁtness naïve', '膝が痛い', '🏋️', '\u0301'])(
  '%j has a vector of length 1 or 0',
  (text) => {
    const vector = embedText(text);
    expect(vector).toHaveLength(EMBEDDING_DIMENSIONS);
    expect(Math.hypot(...vector)).toBeCloseTo(text === '\u0301' ? 0 : 1, 5);
    expect(embedText(text)).toEqual(vector);
  },
);

test('accents, case, plurals and endings make no difference', () => {
  expect(scoreOf('DÉJÀ squatting knees', 'deja squat knee')).toBeCloseTo(1, 5);
});
