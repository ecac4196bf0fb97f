import type { Question } from './question.ts';

export const experienceLevel: Question = {
  id: 'experienceLevel',
  topic: 'Training experience',
  wordings: {
    unknown:
      'What training have you done so far, and for how long? Whatever it was counts: sport at school, running, classes, weights, or nothing yet.',
    beginner:
      'Have you ever trained regularly, even a long time ago? And which exercises or sports have you tried and felt comfortable with?',
    intermediate:
      'How long have you trained regularly, what did your last program look like, and which lifts, distances or times are you at?',
    advanced:
      'What is your training history: years, methods you have run, current numbers in your main lifts or events, and what has stopped working?',
  },
  signals: {
    beginner: ['never trained', 'complete beginner', 'total beginner', 'new to this', 'no experience', 'not in years'],
    intermediate: ['linear progression', 'split', 'program', 'starting strength', 'personal best', 'couch to 5k'],
    advanced: ['1rm', 'rpe', 'conjugate', 'block periodization', 'sub maximal', 'velocity based', 'vo2max'],
  },
  followUpHint:
    'Find out how long they have trained with some regularity and one concrete thing they can do today. Nothing at all is an answer.',
  passingLines: [
    'Finding the level that you really start from.',
    'Reading between the sets.',
    'Placing what you have done so far.',
  ],
};
