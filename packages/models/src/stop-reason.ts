import type { StopReason } from '@coach-stream/streaming-core/contract';

/**
 * A provider's stop reason as the contract names it; whatever `names` does not have is `unknown`, and an answer that
 * ends so is incomplete.
 *
 * @param names every stop reason that the provider's documentation has
 */
export function toStopReason(names: Readonly<Record<string, StopReason>>, reason: string): StopReason {
  return Object.hasOwn(names, reason) ? (names[reason] ?? 'unknown') : 'unknown';
}
