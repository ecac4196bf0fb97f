import type { CoachSafety } from '@coach-stream/store';
import { KNOWN_INJURIES } from '../injuries/known-injuries.ts';
import type { AgeGroup, LifeStage } from './read-age.ts';
import type { TrainingFacts } from './training-facts.ts';

type SafetyFacts = Pick<
  TrainingFacts,
  'injuries' | 'ageGroup' | 'lifeStages' | 'hasOtherLimitation' | 'experienceLevel' | 'trainingFrequency'
>;

/** Most that load or volume may rise in a week, percent; the smallest that applies counts. */
const WEEKLY_LIMIT = { usual: 10, beginner: 8, youngOrOld: 5, injured: 5, lifeStage: 3 } as const;

interface Care {
  readonly modifications?: readonly string[];
  readonly recovery?: readonly string[];
  readonly monitoring?: readonly string[];
}

const AGE_CARE: Readonly<Record<AgeGroup, Care>> = {
  under18: {
    modifications: ['Technique before load: no tests of one-repetition maximums.'],
    monitoring: ['A parent or guardian knows of the plan; growth and sleep come before training goals.'],
  },
  adult: {},
  midlife: { modifications: ['Eight to ten minutes of warm-up before the first loaded set.'] },
  senior: {
    modifications: [
      'Balance and getting up from the floor are part of every week.',
      'Ten minutes of warm-up; support within reach.',
    ],
    recovery: ['A day of rest or easy movement after each day of strength.'],
    monitoring: ['Dizziness, shortness of breath or chest pressure: stop at once and see a doctor.'],
  },
  unknown: {},
};

const LIFE_STAGE_CARE: Readonly<Record<LifeStage, Care>> = {
  pregnancy: {
    modifications: [
      'Only what a doctor or midwife has cleared; effort at which talking is easy.',
      'Nothing on the back for long after the first trimester, no contact, no risk of falling.',
    ],
    monitoring: ['Bleeding, dizziness, contractions or chest pain: stop at once and call a doctor.'],
  },
  postpartum: {
    modifications: [
      'Pelvic floor and breathing first; impact only after clearance by a doctor or pelvic-health physio.',
    ],
    monitoring: ['Heaviness, leaking or doming of the belly: an easier version and a check.'],
  },
};

const OTHER_CARE: Care = {
  monitoring: [
    'They told of an injury or condition beyond the usual ones: ask about it before the first session, stay below anything that provokes it, and ask for medical clearance where it is not yet given.',
  ],
};

const EVERYONE: Required<Care> = {
  modifications: [],
  recovery: [
    'At least one full day of rest a week.',
    'Seven or more hours of sleep before a hard session; after less, an easier one.',
  ],
  monitoring: ['Sharp, new or lasting pain: stop the exercise and see a medical professional.'],
};

/** Derives what a coach may never do, of what rules know. Nothing is in a list twice. */
export function deriveSafety(facts: SafetyFacts): CoachSafety {
  const injuries = KNOWN_INJURIES.filter(({ area }) => facts.injuries.includes(area));
  const cares: readonly Care[] = [
    ...injuries,
    AGE_CARE[facts.ageGroup],
    ...facts.lifeStages.map((stage) => LIFE_STAGE_CARE[stage]),
    ...(facts.hasOtherLimitation ? [OTHER_CARE] : []),
    EVERYONE,
  ];
  const all = (part: keyof Care) => [...new Set(cares.flatMap((care) => care[part] ?? []))];
  return {
    volumeProgressionLimit: weeklyLimit(facts),
    contraindicatedExercises: [
      ...new Set(injuries.flatMap(({ contraindicated }) => contraindicated.map(({ name }) => name))),
    ],
    requiredModifications: all('modifications'),
    recoveryRequirements: [
      ...(facts.trainingFrequency >= 6
        ? ['No two hard days in a row: at this frequency every second session is easy.']
        : []),
      ...all('recovery'),
    ],
    monitoring: all('monitoring'),
  };
}

function weeklyLimit({ injuries, hasOtherLimitation, ageGroup, lifeStages, experienceLevel }: SafetyFacts): number {
  return Math.min(
    WEEKLY_LIMIT.usual,
    ...(experienceLevel === 'beginner' ? [WEEKLY_LIMIT.beginner] : []),
    ...(ageGroup === 'under18' || ageGroup === 'senior' ? [WEEKLY_LIMIT.youngOrOld] : []),
    ...(injuries.length > 0 || hasOtherLimitation ? [WEEKLY_LIMIT.injured] : []),
    ...(lifeStages.length > 0 ? [WEEKLY_LIMIT.lifeStage] : []),
  );
}
