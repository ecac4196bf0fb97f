import type { Question } from './question.ts';

export const movementPreferences: Question = {
  id: 'movementPreferences',
  topic: 'Likes and dislikes',
  wordings: {
    unknown: 'Which exercises or kinds of training do you enjoy, and which would you rather never see in your plan?',
    beginner:
      'What kind of movement have you ever enjoyed: walking, dancing, swimming, lifting things, games? And is there anything you really do not want to do?',
    intermediate:
      'Which exercises and formats do you enjoy and which do you dread, and would you like variety or the same lifts for weeks?',
    advanced:
      'Which movements are non-negotiable, which variations work for your build, what do you avoid by choice, and how much variation do you want within a block?',
  },
  signals: {
    beginner: ['walking', 'dancing', 'hate running', 'hate burpees', 'zumba', 'anything is fine'],
    intermediate: ['squats', 'deadlifts', 'bench press', 'intervals', 'supersets', 'circuits', 'trail running'],
    advanced: ['snatch', 'clean and jerk', 'accessory work', 'tempo work', 'paused', 'threshold', 'front rack'],
  },
  followUpHint:
    'Find out one thing that they enjoy and one that they would rather leave out. "I like everything" is an answer.',
  passingLines: [
    'Collecting what you will look forward to.',
    'Sorting the fun from the dread.',
    'Keeping your favourites in mind.',
  ],
};
