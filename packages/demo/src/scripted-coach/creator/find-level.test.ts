import { expect, it } from '@jest/globals';
import type { CreatorPrompt, Level } from './creator-prompt.ts';
import { findLevel } from './find-level.ts';

const prompt = (topic: string, level: Level, answer: string): CreatorPrompt => ({
  answer,
  images: 0,
  level,
  topic,
  saidBefore: [],
  earlier: [],
  hint: undefined,
  next: new Map(),
  mayFinish: false,
  lastLine: '',
});
const GOALS = 'Goals and timeline';
const EXPERIENCE = 'Training experience';

it.each<[answer: string, topic: string, before: Level, level: Level]>([
  ['I am new to all this', GOALS, 'unknown', 'beginner'],
  ['Never trained, just starting', GOALS, 'unknown', 'beginner'],
  ['Get fitter', GOALS, 'unknown', 'unknown'],
  ['I am 34 years old', 'Age and life stage', 'unknown', 'unknown'],
  ['Two years of lifting', EXPERIENCE, 'unknown', 'intermediate'],
  ['On and off for ten years', EXPERIENCE, 'unknown', 'intermediate'],
  ['Twelve years in the gym', EXPERIENCE, 'unknown', 'advanced'],
  ['I trained ten years ago', EXPERIENCE, 'unknown', 'unknown'],
  ['My 1RM is 180', GOALS, 'unknown', 'advanced'],
  ['Peaking for a competition', GOALS, 'unknown', 'advanced'],
  ['My bench press stalls at 80 kg', GOALS, 'unknown', 'intermediate'],
  ['Please treat me as advanced', GOALS, 'unknown', 'unknown'],
  ['A deload now and then', GOALS, 'beginner', 'beginner'],
  ['RPE and periodization blocks', GOALS, 'intermediate', 'advanced'],
  ['I am new to rowing', GOALS, 'advanced', 'advanced'],
])('reads %j about "%s" as said by somebody %s: %s', (answer, topic, before, level) => {
  expect(findLevel(prompt(topic, before, answer), 'answers')).toBe(level);
});

it('takes no experience for that of a beginner', () => {
  expect(findLevel(prompt(EXPERIENCE, 'unknown', 'None'), 'denies')).toBe('beginner');
  expect(findLevel(prompt(GOALS, 'unknown', 'None'), 'denies')).toBe('unknown');
});
