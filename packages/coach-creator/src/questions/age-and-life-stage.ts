import type { Question } from './question.ts';

export const ageAndLifeStage: Question = {
  id: 'ageAndLifeStage',
  topic: 'Age and life stage',
  wordings: {
    unknown:
      'Roughly how old are you, and what does life look like at the moment: work, family, sleep, anything that takes or gives you energy?',
    beginner:
      'How old are you, roughly, and what does a normal week look like for you? Things like a desk job, small children, shift work or a pregnancy all help to find the right start.',
    intermediate:
      'How old are you, and how do work, family, sleep and stress affect how well you recover from training these days?',
    advanced:
      'What is your age, and how much recovery do you really have: sleep, stress, work load, life stage, anything hormonal or medical that shapes your programming?',
  },
  signals: {
    beginner: ['desk job', 'always tired', 'out of breath', 'out of shape', 'after my pregnancy', 'retired'],
    intermediate: ['recover', 'sleep quality', 'shift work', 'soreness', 'rest day'],
    advanced: ['hrv', 'masters', 'training age', 'resting heart rate', 'sleep tracking', 'perimenopause'],
  },
  followUpHint: 'Find out a rough age group, and one thing about daily life that limits or helps training.',
  passingLines: [
    'Fitting training around your life, and not the other way round.',
    'Taking your days into account.',
    'Seeing how much room there is for recovery.',
  ],
};
