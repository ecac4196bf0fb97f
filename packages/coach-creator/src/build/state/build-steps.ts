/** What is done while a coach is built, in this order; what people read while they wait. */
export const BUILD_STEPS = {
  readingAnswers: 'Reading your answers',
  derivingSafety: 'Working out what is safe for you',
  choosingStyle: "Choosing your coach's style and training method",
  writingCoach: 'Writing your coach',
  improvingCoach: 'Improving what did not pass the checks',
  savingCoach: 'Saving your coach',
  rememberingCoach: 'Making your answers easy to find again',
} as const;

export type BuildStep = keyof typeof BUILD_STEPS;

/** What people read for a stored step; of one that is not known, nothing. */
export function describeBuildStep(step: string | undefined): string | undefined {
  return isBuildStep(step) ? BUILD_STEPS[step] : undefined;
}

function isBuildStep(step: string | undefined): step is BuildStep {
  return step !== undefined && Object.hasOwn(BUILD_STEPS, step);
}
