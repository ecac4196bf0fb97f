import type { Question } from './question.ts';

export const equipmentAndEnvironment: Question = {
  id: 'equipmentAndEnvironment',
  topic: 'Equipment and place',
  wordings: {
    unknown: 'Where will you train, and what equipment is there: a gym, dumbbells at home, a park, nothing at all?',
    beginner:
      'Where would you feel comfortable training: at home, outside, in a gym? And is there anything to train with? Your own body is enough to begin with.',
    intermediate:
      'Where do you train, and what can you use there: barbell, rack, dumbbells up to which weight, machines?',
    advanced:
      'What does your training environment offer: rack, bars, plates and their smallest steps, specialty equipment, conditioning machines, space, surfaces, and what is missing?',
  },
  signals: {
    beginner: ['no equipment', 'at home', 'yoga mat', 'nothing at all', 'youtube videos', 'resistance bands'],
    intermediate: ['dumbbells', 'kettlebell', 'barbell', 'pull up bar', 'squat rack', 'commercial gym'],
    advanced: ['power rack', 'bumper plates', 'assault bike', 'specialty bars', 'fractional plates', 'platform', 'ghd'],
  },
  followUpHint: 'Find out the place and what they can load an exercise with. Nothing is an answer.',
  passingLines: [
    'Looking around the place where you train.',
    'Working with what you have.',
    'Picking tools that are really there.',
  ],
};
