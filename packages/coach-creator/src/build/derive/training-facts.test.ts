import { describe, expect, it } from '@jest/globals';
import { toRuleText } from './answers.ts';
import { readAgeGroup, readLifeStages } from './read-age.ts';
import { readEquipment } from './read-equipment.ts';
import { readGoals } from './read-goals.ts';
import { readFrequency, readTimeConstraints } from './read-schedule.ts';
import { readTimeline } from './read-timeline.ts';
import { deriveFacts } from './training-facts.ts';

describe('sessions a week', () => {
  it.each([
    ['3 times a week', 3],
    ['three days', 3],
    ['twice a week', 2],
    ['once a week', 2],
    ['3-4 days per week, 45 minutes', 3],
    ['4 to 5 sessions', 4],
    ['5x/week', 5],
    ['3 x 45 min', 3],
    ['every day', 7],
    ['every other day', 3],
    ['10 times', 7],
    ['Mon, Wed and Fri after work', 3],
    ['Tuesdays and Thursdays', 2],
    ['weekdays', 5],
    ['only weekends', 2],
    ['an hour a day, 5 days', 5],
    ['30 minutes a day', 4],
    ['whenever I can', 4],
    ['', 4],
    ['6', 6],
    ['about 4, maybe 5', 4],
  ] as const)('"%s": %i', (text, expected) => {
    expect(readFrequency(toRuleText(text))).toBe(expected);
  });
});

describe('limits of time', () => {
  it.each([
    ['45 minutes before work', { minutesPerSession: 45, preferredTimes: ['morning'] }],
    ['30-40 min at lunch', { minutesPerSession: 30, preferredTimes: ['midday'] }],
    ['an hour in the evenings or on weekends', { minutesPerSession: 60, preferredTimes: ['evening', 'weekend'] }],
    ['1.5 hours', { minutesPerSession: 90 }],
    ['an hour and a half', { minutesPerSession: 90 }],
    ['half an hour', { minutesPerSession: 30 }],
    ['5 minutes', { minutesPerSession: 10 }],
    ['no idea', {}],
  ] as const)('"%s": %j', (text, expected) => {
    expect(readTimeConstraints(toRuleText(text))).toEqual(expected);
  });
});

describe('age and time of life', () => {
  it.each([
    ["I'm 34, two kids", 'adult'],
    ['34', 'adult'],
    ['17 years old', 'under18'],
    ['in my early fifties', 'midlife'],
    ["I'm in my 60s", 'senior'],
    ['born in 1990', 'adult'],
    ['retired teacher', 'senior'],
    ['72yo', 'senior'],
    ["I'm 12 weeks pregnant", 'unknown'],
    ['I have 2 kids', 'unknown'],
    ['', 'unknown'],
  ] as const)('"%s": %s', (text, expected) => {
    expect(readAgeGroup(toRuleText(text), 2026)).toBe(expected);
  });

  it.each([
    ["I'm 31 and 20 weeks pregnant", ['pregnancy']],
    ['I am not pregnant', []],
    ['Postpartum, my son is 4 months', ['postpartum']],
    ['I gave birth 8 weeks ago', ['postpartum']],
    ['Busy dad', []],
  ] as const)('"%s": %j', (text, expected) => {
    expect(readLifeStages(toRuleText(text))).toEqual(expected);
  });
});

it.each([
  ['Lose 5 kg in 12 weeks', '12 weeks'],
  ['a marathon by October', 'by october'],
  ['within 6 months', '6 months'],
  ['in a year', '1 year'],
  ['next year', 'next year'],
  ['I have trained for 3 years of training', 'open-ended'],
  ['no rush', 'open-ended'],
] as const)('the timeline of "%s" is %s', (text, expected) => {
  expect(readTimeline(toRuleText(text))).toBe(expected);
});

it.each([
  ['A full gym', ['full gym']],
  ['Dumbbells and a pull-up bar at home', ['dumbbells', 'pull-up bar']],
  ['no barbell, only kettlebells', ['kettlebells']],
  ['No equipment at all', ['bodyweight']],
  ["I don't have a gym membership but there are bands and a park", ['resistance bands', 'outdoors']],
  ['', ['bodyweight']],
] as const)('the equipment of "%s" is %j', (text, expected) => {
  expect(readEquipment(toRuleText(text))).toEqual(expected);
});

it('weighs what is wanted, and not what is refused', () => {
  const goals = readGoals([{ text: 'i want to get strong and lift heavy. i hate running', weight: 1 }]);
  expect(goals.strength).toBeGreaterThan(0);
  expect(goals.endurance).toBeUndefined();
});

const SOURCE = { sophisticationLevel: 'unknown', now: Date.parse('2026-03-01T00:00:00.000Z') } as const;
const answer = (text: string, ...followUps: string[]) => ({ text, followUps, answeredAt: '2026-03-01T00:00:00.000Z' });

describe('facts', () => {
  it('are those of a cautious coach where nothing was told', () => {
    expect(deriveFacts({ ...SOURCE, answers: {} })).toEqual({
      ageGroup: 'unknown',
      lifeStages: [],
      injuries: [],
      hasOtherLimitation: false,
      experienceLevel: 'beginner',
      trainingFrequency: 4,
      goalTimeline: 'open-ended',
      intensity: 'moderate',
      equipment: ['bodyweight'],
      timeConstraints: {},
      goals: {},
      wishes: '',
    });
  });

  it('are read from follow-ups and from other answers too', () => {
    const facts = deriveFacts({
      ...SOURCE,
      directive: 'Mind my wrist, it hurts',
      answers: {
        injuriesAndLimitations: answer('A bit', 'My right shoulder hurts overhead'),
        goalsAndTimeline: answer('Come back after knee surgery'),
      },
    });
    expect(facts.injuries).toEqual(['knee', 'shoulder', 'wrist']);
  });

  it.each([
    ['push me as hard as you can', 'advanced', 'none', 'high'],
    ['push me as hard as you can', 'beginner', 'none', 'moderate'],
    ['push me as hard as you can', 'advanced', 'my knee hurts', 'moderate'],
    ['be gentle', 'advanced', 'none', 'low'],
    ['whatever', 'beginner', 'my knee hurts', 'low'],
  ] as const)('"%s" of an %s with "%s" is trained at %s intensity', (style, level, injuries, expected) => {
    const answers = { coachingStyle: answer(style), injuriesAndLimitations: answer(injuries) };
    expect(deriveFacts({ ...SOURCE, sophisticationLevel: level, answers }).intensity).toBe(expected);
  });
});
