import type { Question } from './question.ts';

export const competitionGoals: Question = {
  id: 'competitionGoals',
  topic: 'Competitions and events',
  isOptional: true,
  skippedFor: ['beginner'],
  wordings: {
    unknown:
      'One last thing: is there a competition, race or event you want to be ready for? "None" is a complete answer.',
    // Nobody of this level is asked; it is here so that every question has every level.
    beginner: 'Is there an event you would enjoy taking part in one day? "None" is a complete answer.',
    intermediate:
      'One last thing: is there a race, meet or event you would like to enter, which one and when? "None" is a complete answer.',
    advanced:
      'One last thing: which competitions are on your calendar, which one has priority, and what result are you after? "None" is a complete answer.',
  },
  signals: {
    beginner: ['fun run', 'charity run', 'just for fun'],
    intermediate: ['10k', '5k race', 'spartan race', 'hyrox', 'first meet', 'local competition', 'triathlon'],
    advanced: ['nationals', 'powerlifting meet', 'podium', 'qualifier', 'taper', 'a race', 'regionals', 'weigh in'],
  },
  followUpHint: 'Find out which event and roughly when. "None" needs no follow-up.',
  passingLines: ['Checking the calendar.', 'Seeing whether there is a big day.', 'One last look at your season.'],
};
