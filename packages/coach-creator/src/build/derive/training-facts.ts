import type { CoachTechnical, SophisticationLevel } from '@coach-stream/store';
import { INJURY_AREAS, type InjuryArea } from '../injuries/known-injury.ts';
import { readInjuries } from '../injuries/read-injuries.ts';
import { type CreatorAnswers, readAnswers, toRuleText } from './answers.ts';
import { type AgeGroup, type LifeStage, readAgeGroup, readLifeStages } from './read-age.ts';
import { readEquipment } from './read-equipment.ts';
import { type GoalWeights, readGoals } from './read-goals.ts';
import { readIntensity } from './read-intensity.ts';
import { readFrequency, readTimeConstraints } from './read-schedule.ts';
import { readTimeline } from './read-timeline.ts';

/** What rules know of somebody from their answers: no model is asked for it. */
export interface TrainingFacts
  extends Readonly<
    Pick<
      CoachTechnical,
      'experienceLevel' | 'trainingFrequency' | 'goalTimeline' | 'intensity' | 'equipment' | 'timeConstraints'
    >
  > {
  readonly ageGroup: AgeGroup;
  readonly lifeStages: readonly LifeStage[];
  readonly injuries: readonly InjuryArea[];
  /** They tell of an injury or condition that the rules do not know. */
  readonly hasOtherLimitation: boolean;
  readonly goals: GoalWeights;
  /** How they wish to be coached, as rules read it. */
  readonly wishes: string;
}

/** What facts are derived from. */
export interface FactSource {
  readonly answers: CreatorAnswers;
  readonly sophisticationLevel: SophisticationLevel;
  /** The profile's standing directive, where it is enabled: it may tell of injuries too. */
  readonly directive?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Derives what rules can know. The same source gives the same facts. */
export function deriveFacts({ answers, sophisticationLevel, directive = '', now }: FactSource): TrainingFacts {
  const read = (...questions: Parameters<typeof readAnswers>[1][]) => readAnswers(answers, ...questions);
  const age = read('ageAndLifeStage');
  const schedule = read('trainingFrequencyAndTime');
  const asked = readInjuries(read('injuriesAndLimitations'), 'injuries');
  const elsewhere = readInjuries(
    [
      read(
        'goalsAndTimeline',
        'ageAndLifeStage',
        'experienceLevel',
        'movementPreferences',
        'successMetrics',
        'competitionGoals',
      ),
      toRuleText(directive),
    ].join('\n'),
    'anywhere',
  );
  const injuries = INJURY_AREAS.filter((area) => asked.areas.includes(area) || elsewhere.areas.includes(area));
  const ageGroup = readAgeGroup(age, new Date(now).getUTCFullYear());
  const lifeStages = readLifeStages(`${age}\n${read('injuriesAndLimitations')}`);
  const experienceLevel =
    sophisticationLevel === 'unknown' ? readExperience(read('experienceLevel')) : sophisticationLevel;
  return {
    ageGroup,
    lifeStages,
    injuries,
    hasOtherLimitation: asked.hasOther || elsewhere.hasOther,
    experienceLevel,
    trainingFrequency: readFrequency(schedule),
    timeConstraints: readTimeConstraints(schedule),
    goalTimeline: readTimeline(read('goalsAndTimeline', 'competitionGoals')),
    intensity: readIntensity(read('goalsAndTimeline', 'movementPreferences', 'coachingStyle'), {
      experienceLevel,
      ageGroup,
      isFragile: injuries.length > 0 || asked.hasOther || lifeStages.length > 0,
    }),
    equipment: readEquipment(read('equipmentAndEnvironment')),
    goals: readGoals([
      { text: read('goalsAndTimeline'), weight: 3 },
      { text: read('successMetrics', 'movementPreferences'), weight: 1 },
      { text: read('competitionGoals'), weight: 1 },
    ]),
    wishes: read('coachingStyle'),
  };
}

function readExperience(text: string): TrainingFacts['experienceLevel'] {
  if (
    /\b(?:advanced|elite|competitive|coach(?:ed)? (?:others|athletes)|(?:\d{2}|[6-9]|ten|eight) ?\+? years?)\b/.test(
      text,
    )
  ) {
    return 'advanced';
  }
  return /\b(?:intermediate|[2-5] ?\+? years?|(?:two|three|four|five|a few|several) years?|regularly|consistent\w*)\b/.test(
    text,
  )
    ? 'intermediate'
    : 'beginner';
}
