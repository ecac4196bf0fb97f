import type { Question } from './question.ts';

export const trainingFrequencyAndTime: Question = {
  id: 'trainingFrequencyAndTime',
  topic: 'Training days and time',
  wordings: {
    unknown: 'On how many days a week can you train, how long may a session take, and at what time of day?',
    beginner:
      'How many days a week could you keep up even in a busy week, and how many minutes would feel doable? Two short sessions are a real start.',
    intermediate: 'How many days a week do you train reliably, how long is a session, and which days are fixed?',
    advanced:
      'How many sessions a week can you both do and recover from, how long are they, do you train twice on some days, and which constraints are hard?',
  },
  signals: {
    beginner: ['no idea how often', 'whenever i can', 'twice a week', 'a few minutes', 'not sure how often'],
    intermediate: ['three times a week', 'four times a week', 'before work', 'lunch break', 'upper lower', 'full body'],
    advanced: ['two a days', 'double sessions', 'six days a week', 'deload', 'training blocks', 'weekly volume'],
  },
  followUpHint: 'Find out the number of days a week and the minutes of a session; a range will do.',
  passingLines: [
    'Seeing what your week has room for.',
    'Looking for days that will hold.',
    'Counting the sessions that are realistic.',
  ],
};
