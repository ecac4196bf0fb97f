import type { Question } from './question.ts';

export const coachingStyle: Question = {
  id: 'coachingStyle',
  topic: 'Manner of the coach',
  wordings: {
    unknown:
      'How should your coach talk to you: gentle or tough, brief or with explanations, calm or full of energy? And if it matters to you, should the coach come across as a woman, a man, or neither?',
    beginner:
      'What helps you keep going: a patient word, a friendly push, or clear orders? And if it matters to you, should your coach come across as a woman, a man, or neither?',
    intermediate:
      'What kind of coaching gets the best out of you: how direct, how much explanation, how much praise? And if it matters to you, should the coach come across as a woman, a man, or neither?',
    advanced:
      'How do you want to be coached: how much autonomy, how much reasoning behind the program, how blunt about missed work? And if it matters to you, should the coach come across as a woman, a man, or neither?',
  },
  signals: {
    beginner: ['be patient', 'be gentle', 'encouragement', 'step by step', 'hold my hand', 'explain everything'],
    intermediate: ['hold me accountable', 'push me', 'tough love', 'direct', 'explain why', 'honest'],
    advanced: ['autonomy', 'data driven', 'evidence based', 'rationale', 'autoregulation', 'no hand holding'],
  },
  followUpHint:
    'Find out how soft or how tough, and how much explanation they want. Ask about gender only where they have brought it up. "No preference" is an answer.',
  passingLines: [
    'Finding the right tone for you.',
    'Hearing how you like to be spoken to.',
    'Tuning the voice of your coach.',
  ],
};
