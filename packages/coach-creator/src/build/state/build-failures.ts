/** Why a coach could not be built: each reason, and what people read. None of them depends on what caused it. */
export const BUILD_FAILURES = {
  CONFIG_UNSAFE: 'The coach that was written did not pass the safety checks. Try again.',
  CONFIG_INVALID: 'The coach that was written was not complete. Try again.',
  CONFIG_PLACEHOLDER: 'The coach that was written had gaps in it. Try again.',
  CONFIG_INCOHERENT: 'The coach that was written did not fit your answers well enough. Try again.',
  MODEL_REFUSED: 'The coach could not be written from these answers. Try again, or start over with other answers.',
  ATTEMPTS_EXHAUSTED: 'The coach could not be built in several attempts. Try again later.',
  NEVER_STARTED: 'The building of the coach could not be started. Try again later.',
} as const;

export type BuildFailure = keyof typeof BUILD_FAILURES;

/** What people read for a stored reason; of one that is not known, the words for too many attempts. */
export function describeBuildFailure(reason: string | undefined): string {
  return BUILD_FAILURES[isBuildFailure(reason) ? reason : 'ATTEMPTS_EXHAUSTED'];
}

function isBuildFailure(reason: string | undefined): reason is BuildFailure {
  return reason !== undefined && Object.hasOwn(BUILD_FAILURES, reason);
}
