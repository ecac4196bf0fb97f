import { sophisticationLevelSchema } from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
import { findSignals } from './find-signals.ts';
import { type KnownLevel, QUESTION_IDS, type Question } from './question.ts';
import { findQuestion, isAsked, QUESTIONS } from './questions.ts';

const LEVELS = sophisticationLevelSchema.options;
const KNOWN_LEVELS: readonly KnownLevel[] = ['beginner', 'intermediate', 'advanced'];

describe('the questions', () => {
  it('are the ten that stored sessions know, in this order', () => {
    expect(QUESTIONS.map(({ id }) => id)).toEqual(QUESTION_IDS);
    expect(QUESTION_IDS).toEqual([
      'goalsAndTimeline',
      'ageAndLifeStage',
      'experienceLevel',
      'trainingFrequencyAndTime',
      'injuriesAndLimitations',
      'equipmentAndEnvironment',
      'movementPreferences',
      'coachingStyle',
      'successMetrics',
      'competitionGoals',
    ]);
  });

  describe.each(QUESTIONS.map((question) => [question.id, question] as const))('%s', (_id, question: Question) => {
    it('is asked in four wordings, each one of its own, that ask something', () => {
      expect(Object.keys(question.wordings).toSorted()).toEqual(LEVELS.toSorted());
      const wordings = Object.values(question.wordings);
      expect(new Set(wordings).size).toBe(LEVELS.length);
      for (const wording of wordings) {
        expect(wording).toContain('?');
        expect(wording.length).toBeLessThanOrEqual(320);
        expect(wording).not.toMatch(/[<>{}*#]|TODO|\s{2}|^\s|\s$/);
      }
    });

    it('has signals for each level: lower case, whole words, none twice', () => {
      expect(Object.keys(question.signals).toSorted()).toEqual(KNOWN_LEVELS.toSorted());
      const all = KNOWN_LEVELS.flatMap((level) => question.signals[level]);
      expect(new Set(all).size).toBe(all.length);
      for (const level of KNOWN_LEVELS) {
        expect(question.signals[level].length).toBeGreaterThanOrEqual(3);
      }
      for (const signal of all) {
        expect(signal).toMatch(/^[a-z0-9]+(?: [a-z0-9]+)*$/);
      }
    });

    it('says what a follow-up is to find out, and has a line to show to each of three answers', () => {
      expect(question.topic).toMatch(/^[A-Z]/);
      expect(question.followUpHint.length).toBeGreaterThan(20);
      expect(new Set(question.passingLines).size).toBe(3);
      for (const line of question.passingLines) {
        expect(line).toMatch(/^[A-Z][^"<>]{8,80}\.$/);
      }
    });
  });

  it('have no signal that points to one level here and to another there', () => {
    const levels = new Map<string, KnownLevel>();
    for (const { signals } of QUESTIONS) {
      for (const level of KNOWN_LEVELS) {
        for (const signal of signals[level]) {
          expect([signal, levels.get(signal) ?? level]).toEqual([signal, level]);
          levels.set(signal, level);
        }
      }
    }
  });

  it('have one that may be left out, which beginners are not asked', () => {
    expect(QUESTIONS.filter(({ isOptional }) => isOptional).map(({ id }) => id)).toEqual(['competitionGoals']);
    const skipped = QUESTIONS.flatMap((question) => LEVELS.filter((level) => !isAsked(question, level)));
    expect(skipped).toEqual(['beginner']);
    expect(isAsked(QUESTIONS[9] ?? QUESTIONS[0], 'beginner')).toBe(false);
  });

  it.each([null, 'shoeSize', 'constructor', ''])('are not found by the name %j', (name) => {
    expect(findQuestion(name)).toBeUndefined();
  });
});

describe('findSignals', () => {
  const experience = findQuestion('experienceLevel') ?? QUESTIONS[0];
  const injuries = findQuestion('injuriesAndLimitations') ?? QUESTIONS[0];

  it.each<[text: string, question: Question, found: readonly string[]]>([
    ['My 1RM is 140, I work by RPE.', experience, ['1rm', 'rpe']],
    ['I ran a SPLIT program', experience, ['split', 'program']],
    ['I was splitting wood in my programme', experience, []],
    ['rpes', experience, []],
    ['Ärpe', experience, []],
    ['rpeä', experience, []],
    ['rpe\u0301', experience, []],
    ['linear\n  progression', experience, []],
    ['linear   progression', experience, ['linear progression']],
    ['It was linear. Progression came later.', experience, []],
    ['sub-maximal work', experience, ['sub maximal']],
    ['ＲＰＥ ８', experience, ['rpe']],
    ["runner's knee", injuries, ['runner s knee']],
    ['runner’s knee', injuries, ['runner s knee']],
    ['rpe rpe RPE', experience, ['rpe']],
    ['', experience, []],
    ['💪💪', experience, []],
    ['none', injuries, []],
    ['__proto__ constructor', experience, []],
  ])('reads %j', (text, question, found) => {
    expect(findSignals(question, text)).toEqual(found);
  });

  it('takes no longer than a moment for the longest answers', () => {
    const beganAt = performance.now();
    for (const text of ['a '.repeat(4_000), "a'".repeat(4_000), 'linear '.repeat(1_142), '\u0301'.repeat(8_000)]) {
      expect(findSignals(experience, text)).toEqual([]);
    }
    expect(performance.now() - beganAt).toBeLessThan(200);
  });
});
