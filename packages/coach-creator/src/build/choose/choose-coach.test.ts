import { PERSONA_IDS, PERSONAS } from '@coach-stream/prompting';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deriveFacts } from '../derive/training-facts.ts';
import { METHODOLOGIES } from '../methodologies/methodologies.ts';
import { METHODOLOGY_IDS } from '../methodologies/methodology.ts';
import { chooseCoach } from './choose-coach.ts';
import { MIN_COHERENCE, pairCoherence } from './coherence.ts';

type Told = Readonly<Record<string, string>>;

const facts = (told: Told, level: 'beginner' | 'intermediate' | 'advanced' = 'intermediate') =>
  deriveFacts({
    answers: Object.fromEntries(
      Object.entries(told).map(([id, text]) => [id, { text, followUps: [], answeredAt: '2026-03-01T00:00:00.000Z' }]),
    ),
    sophisticationLevel: level,
    now: Date.parse('2026-03-01T00:00:00.000Z'),
  });

it.each([
  ['Energetic and upbeat, celebrate with me', 'fitness_coach'],
  ['Calm and gentle please, no pressure', 'calm_coach'],
  ['Tough love, no excuses, hold me accountable', 'drill_sergeant'],
  ['Explain the science and correct my technique', 'personal_trainer'],
  ["I don't mind, a balanced mix", 'default'],
  ['Not a drill sergeant, be patient with me', 'calm_coach'],
  ['', 'default'],
] as const)('"%s" is coached by %s', (coachingStyle, expected) => {
  expect(chooseCoach(facts({ coachingStyle })).personality.id).toBe(expected);
});

it('nobody who is pregnant or under 18 gets a drill sergeant', () => {
  for (const ageAndLifeStage of ["I'm 16", '20 weeks pregnant']) {
    const coachingStyle = 'tough, strict, no excuses, discipline, push me, military';
    const { personality } = chooseCoach(facts({ coachingStyle, ageAndLifeStage }));
    expect([personality.id, ...personality.secondary]).not.toContain('drill_sergeant');
  }
});

const GYM = { equipmentAndEnvironment: 'full gym' };
it.each([
  ['strength_linear_progression', { goalsAndTimeline: 'Get stronger, squat and deadlift more', ...GYM }, 'beginner'],
  ['block_periodization', { goalsAndTimeline: 'Strength: a bigger deadlift at a meet', ...GYM }, 'advanced'],
  ['functional_bodybuilding', { goalsAndTimeline: 'Build muscle, look better', ...GYM }, 'beginner'],
  ['endurance_polarized', { goalsAndTimeline: 'Run a marathon', ...GYM }, 'intermediate'],
  ['conditioning_first', { goalsAndTimeline: 'Lose weight and better cardio', ...GYM }, 'intermediate'],
  ['mobility_first', { goalsAndTimeline: 'More mobility and flexibility, less stiffness', ...GYM }, 'beginner'],
  [
    'competition_prep',
    {
      goalsAndTimeline: 'Compete',
      competitionGoals: 'A race and the championships',
      trainingFrequencyAndTime: '5 days',
      ...GYM,
    },
    'advanced',
  ],
  [
    'minimal_equipment',
    { goalsAndTimeline: 'Get stronger and do pull-ups', equipmentAndEnvironment: 'nothing' },
    'beginner',
  ],
] as const)('%s is chosen for %j', (expected, told, level) => {
  expect(chooseCoach(facts(told, level)).methodology.id).toBe(expected);
});

describe('whatever somebody answers', () => {
  const words = fc.constantFrom(
    'strong',
    'muscle',
    'run',
    'race',
    'lose weight',
    'yoga',
    'healthy',
    'calm',
    'tough',
    'explain',
    'fun',
    'no excuses',
    'my knee hurts',
    'none',
    'pregnant',
    "I'm 16",
    "I'm 70",
    '7 days',
    'twice',
    'full gym',
    'nothing',
    'asthma',
  );
  const text = fc.array(words, { maxLength: 5 }).map((chosen) => chosen.join(', '));
  const told = fc.record({
    goalsAndTimeline: text,
    ageAndLifeStage: text,
    coachingStyle: text,
    injuriesAndLimitations: text,
    trainingFrequencyAndTime: text,
    equipmentAndEnvironment: text,
    movementPreferences: text,
  });

  it('persona, methodology and person go together, weights are shares, and the same answers give the same coach', () => {
    fc.assert(
      fc.property(
        told,
        fc.constantFrom('beginner' as const, 'intermediate' as const, 'advanced' as const),
        (answers, level) => {
          const known = facts(answers, level);
          const { personality, methodology } = chooseCoach(known);
          expect(pairCoherence(personality.id, METHODOLOGIES[methodology.id], known)).toBeGreaterThanOrEqual(
            MIN_COHERENCE,
          );
          const shares = Object.values(personality.weights);
          expect(Math.round(shares.reduce((sum, share) => sum + share, 0) * 100)).toBe(100);
          expect(personality.weights[personality.id]).toBeGreaterThanOrEqual(0.5);
          expect(Object.keys(personality.weights).sort()).toEqual([personality.id, ...personality.secondary].sort());
          expect(chooseCoach(known)).toEqual({ personality, methodology });
        },
      ),
    );
  });
});

describe('the data', () => {
  it.each(METHODOLOGY_IDS)('%s is told in its own terms, has a sane week and is named by its id', (id) => {
    const { marks, summary, name, sessionsPerWeek, ...rest } = METHODOLOGIES[id];
    expect(rest.id).toBe(id);
    expect(`${name} ${summary}`.toLowerCase()).toMatch(new RegExp(marks.join('|')));
    expect(sessionsPerWeek[0]).toBeLessThanOrEqual(sessionsPerWeek[1]);
    expect(Object.values(rest.serves).every((one) => one >= 1 && one <= 3)).toBe(true);
  });

  it.each(PERSONA_IDS)('%s says nothing that is out of its own character', (id) => {
    const { prompts, outOfCharacter } = PERSONAS[id];
    expect(PERSONAS[id].id).toBe(id);
    expect(Object.values(prompts).join(' ').toLowerCase()).not.toMatch(new RegExp(outOfCharacter.join('|')));
  });
});
