import type { Question } from './question.ts';

export const injuriesAndLimitations: Question = {
  id: 'injuriesAndLimitations',
  topic: 'Injuries and limitations',
  wordings: {
    unknown:
      'Is there anything your coach has to protect: injuries, pain, operations, medical conditions, movements you avoid? "None" is a complete answer.',
    beginner:
      'Does anything hurt, or has a doctor ever told you to be careful with something? Knees, back, shoulders, heart, blood pressure, anything. If there is nothing, just say "none".',
    intermediate:
      'Which injuries, past or present, should your training respect, which movements bring them back, and what has helped? "None" is a complete answer.',
    advanced:
      'Which injuries, restrictions or asymmetries do you manage at the moment, which movements and loads provoke them, and what have you been cleared for? "None" is a complete answer.',
  },
  signals: {
    beginner: ['it hurts', 'bad knee', 'bad knees', 'bad back', 'doctor said', 'scared of hurting'],
    intermediate: ['tendinitis', 'physio', 'mobility work', 'rotator cuff', 'runner s knee', 'sprained'],
    advanced: ['impingement', 'tendinopathy', 'asymmetry', 'prehab', 'labrum', 'return to play', 'cleared for'],
  },
  followUpHint:
    'Find out which part of the body, which movements make it worse, and whether a professional has seen it. Never diagnose. "None" needs no follow-up.',
  passingLines: [
    'Making sure that nothing gets hurt.',
    'Noting what has to be protected.',
    'Safety first: taking this in carefully.',
  ],
};
