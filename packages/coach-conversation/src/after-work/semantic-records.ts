import type { SemanticRecord } from '@coach-stream/retrieval';
import type { ConversationRef, ConversationSummary, Memory, Workout } from '@coach-stream/store';
import { describeWorkout } from '../workouts/describe-workout.ts';

/** A memory as it is found by its meaning. */
export function memoryRecord({ userId, memoryId, content, createdAt, coachId }: Memory): SemanticRecord {
  return {
    namespace: { kind: 'user', userId },
    recordType: 'userMemory',
    entityId: memoryId,
    text: content,
    recordedAt: createdAt,
    ...(coachId !== undefined && { coachId }),
  };
}

/**
 * A workout as it is found by its meaning, by every coach of the user.
 *
 * @param timeZone an IANA zone that this runtime knows: where the person is
 */
export function workoutRecord(workout: Workout, timeZone: string): SemanticRecord {
  return {
    namespace: { kind: 'user', userId: workout.userId },
    recordType: 'workoutSummary',
    entityId: workout.workoutId,
    text: describeWorkout(workout, timeZone),
    recordedAt: workout.completedAt,
  };
}

/** A conversation as it is found by its meaning: one record, over the one of an earlier summary. */
export function summaryRecord({ userId, coachId }: ConversationRef, summary: ConversationSummary): SemanticRecord {
  const { conversationId, narrative, currentGoals, keyInsights, importantContext, tags, createdAt } = summary;
  const lists = [...currentGoals, ...keyInsights, ...importantContext].join('. ');
  return {
    namespace: { kind: 'user', userId },
    recordType: 'conversationSummary',
    entityId: conversationId,
    text: [narrative, lists, tags.join(', ')].filter((part) => part !== '').join('\n'),
    recordedAt: createdAt,
    coachId,
  };
}
