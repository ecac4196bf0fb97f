import type { CoachTechnical } from '@coach-stream/store';
import type { AgeGroup } from './read-age.ts';

type Intensity = CoachTechnical['intensity'];

/** What limits how hard somebody may train, whatever they wish. */
export interface IntensityLimits {
  readonly experienceLevel: CoachTechnical['experienceLevel'];
  readonly ageGroup: AgeGroup;
  /** Injured, with another condition, pregnant or soon after a birth. */
  readonly isFragile: boolean;
}

const GENTLE = /\b(?:gentl[ey]|easy|low[- ]impact|slow(?:ly)?|light|relaxed|calm|no pressure)\b/;
const HARD =
  /\b(?:hard(?:er|core)?|intens\w+|push me|hiit|tough\w*|all[- ]out|brutal|challeng\w+|as fast as possible)\b/;

/** How hard to train: as wished, but never hard for somebody to whom that is a risk. */
export function readIntensity(text: string, { experienceLevel, ageGroup, isFragile }: IntensityLimits): Intensity {
  const isYoungOrOld = ageGroup === 'under18' || ageGroup === 'senior';
  if (isFragile && (isYoungOrOld || experienceLevel === 'beginner')) {
    return 'low';
  }
  const mayBeHard = !isFragile && !isYoungOrOld && experienceLevel !== 'beginner';
  if (GENTLE.test(text)) {
    return HARD.test(text) ? 'moderate' : 'low';
  }
  return mayBeHard && (HARD.test(text) || experienceLevel === 'advanced') ? 'high' : 'moderate';
}
