import type { Question } from './question.ts';

export const goalsAndTimeline: Question = {
  id: 'goalsAndTimeline',
  topic: 'Goals and timeline',
  wordings: {
    unknown: 'What would you like to achieve with your training, and is there a date or a time frame you have in mind?',
    beginner:
      'What made you want to start? Tell me what you would love to feel, do or change, and whether there is a date you are looking forward to. "Just get fitter" is a fine answer.',
    intermediate:
      'Which goal matters most to you right now, which ones come second, and by when would you like to be there?',
    advanced:
      'What is the main outcome of this training cycle, what are you willing to hold at maintenance for it, and which dates is it built around?',
  },
  signals: {
    beginner: ['get fit', 'get in shape', 'lose weight', 'tone up', 'get started', 'feel better', 'get healthy'],
    intermediate: ['build muscle', 'body composition', 'plateau', 'half marathon', 'first pull up', 'bodyweight squat'],
    advanced: ['peak', 'macrocycle', 'mesocycle', 'off season', 'qualifying', 'weight class', 'periodization'],
  },
  followUpHint:
    'Find out what a good result would look like in their own life, and whether there is any time frame. "No date" is an answer.',
  passingLines: [
    'Turning that into a target worth training for.',
    'Getting a sharper picture of where you are heading.',
    'Writing your goal down as you put it.',
  ],
};
