/**
 * One of the choices.
 *
 * @param choices at least one
 * @param random from 0 to 1
 */
export function pick(choices: readonly string[], random: () => number): string {
  return choices[Math.min(choices.length - 1, Math.floor(random() * choices.length))] ?? '';
}
