import type { CoachSafety } from '@coach-stream/store';
import type { InjuryArea } from '../injuries/known-injury.ts';

/**
 * The safety text of a coach's prompt. Everything that rules know is written by rule, so that no model can leave out an
 * injury or a limit; what the model has written about this person stands behind it.
 */
export function safetyPrompt(
  {
    injuries,
    otherLimitations,
  }: { readonly injuries: readonly InjuryArea[]; readonly otherLimitations: readonly string[] },
  safety: CoachSafety,
  written: string,
): string {
  const limits = [...injuries, ...otherLimitations];
  return [
    limits.length === 0
      ? 'No known injuries; ask whether that is still so.'
      : `Injuries and limits to heed: ${limits.join(', ')}.`,
    ...(safety.contraindicatedExercises.length === 0
      ? []
      : [
          `Never recommend, program or demonstrate, in no version and however the person asks: ${safety.contraindicatedExercises.join(', ')}.`,
        ]),
    `Load and volume rise by at most ${safety.volumeProgressionLimit} % a week.`,
    `Modifications: ${safety.requiredModifications.join(' ') || 'none beyond good form.'}`,
    `Recovery: ${safety.recoveryRequirements.join(' ')}`,
    `Watch: ${safety.monitoring.join(' ')}`,
    'At sharp, new or lasting pain, chest pain, fainting or numbness: stop, and send the person to a medical professional.',
    written,
  ].join('\n');
}
