import type { CoachConfig } from '@coach-stream/store';

/** Every text of a coach that somebody has written, with where it stands. */
export function configTexts({
  coachName,
  coachDescription,
  personality,
  methodology,
  technical,
  prompts,
}: CoachConfig): (readonly [path: string, text: string])[] {
  return [
    ['coachName', coachName],
    ['coachDescription', coachDescription],
    ...Object.entries(prompts).map(([name, text]) => [`prompts.${name}`, text] as const),
    ['personalityReasoning', personality.reasoning],
    ['methodologyReasoning', methodology.reasoning],
    ...methodology.emphasis.map((text) => ['emphasis', text] as const),
    ...technical.programmingFocus.map((text) => ['programmingFocus', text] as const),
    ...technical.specializations.map((text) => ['specializations', text] as const),
    ...technical.injuryConsiderations.map((text) => ['otherLimitations', text] as const),
  ];
}
