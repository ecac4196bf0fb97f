import type { Question } from './question.ts';

export const successMetrics: Question = {
  id: 'successMetrics',
  topic: 'Signs of success',
  wordings: {
    unknown:
      'In three months, how would you notice that it is working: a number, a feeling, something you can do then?',
    beginner:
      'How will you know that it is working? It may be a number, but also better sleep, easier stairs, looser clothes or simply having kept at it.',
    intermediate:
      'Which markers will you track to see progress: lifts, times, measurements, photos, consistency, energy?',
    advanced:
      'Which metrics decide whether the program works, how often do you test them, and at which point would you change course?',
  },
  signals: {
    beginner: ['feel stronger', 'more energy', 'fit into', 'climb stairs', 'clothes fit', 'keep going'],
    intermediate: ['progress photos', 'waist', 'heavier', 'faster', 'more reps', 'track my workouts', 'body fat'],
    advanced: ['estimated 1rm', 'e1rm', 'lactate', 'watts', 'bar speed', 'dexa', 'test week', 'training log'],
  },
  followUpHint: 'Find out one sign of success that they can check by themselves. A feeling is as good as a number.',
  passingLines: [
    'Deciding how we will know that it works.',
    'Looking for a sign that you can trust.',
    'Almost everything is there.',
  ],
};
