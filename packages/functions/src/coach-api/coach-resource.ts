import type { Coach } from '@coach-stream/store';
import { type CoachResource, coachResourceSchema } from '@coach-stream/streaming-core/contract';

/** A stored coach as its user sees it: what the contract has, and nothing else. Its prompt's texts stay here. */
export function toCoachResource({ metadata: { createdAt, sessionId, scores }, ...coach }: Coach): CoachResource {
  return coachResourceSchema.parse({ status: 'active', ...coach, createdAt, sessionId, scores });
}
