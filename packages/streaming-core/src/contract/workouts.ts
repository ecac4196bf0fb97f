import * as z from 'zod/mini';

/** A logged workout, as the user sees it. */
export const workoutSchema = z.object({
  workoutId: z.string(),
  coachId: z.string(),
  conversationId: z.string(),
  /** ISO-8601, UTC. */
  completedAt: z.string(),
  discipline: z.string(),
  workoutName: z.optional(z.string()),
  workoutType: z.enum(['strength', 'cardio', 'crossfit', 'general']),
  durationMinutes: z.optional(z.number()),
  exercises: z.array(
    z.object({
      name: z.string(),
      sets: z.optional(z.int()),
      reps: z.optional(z.int()),
      weight: z.optional(z.number()),
      unit: z.optional(z.enum(['kg', 'lb', 'km', 'mi', 'm'])),
      distance: z.optional(z.number()),
      time: z.optional(z.string()),
    }),
  ),
  intensity: z.optional(z.enum(['low', 'moderate', 'high'])),
  /** 1 to 10. */
  perceivedExertion: z.optional(z.number()),
  notes: z.optional(z.string()),
  personalRecords: z.array(z.string()),
  createdAt: z.string(),
});

export type WorkoutResource = z.infer<typeof workoutSchema>;

/** A page of a user's workouts by the time at which they were done, latest first. `nextCursor` is absent on the last one. */
export const workoutPageSchema = z.object({ workouts: z.array(workoutSchema), nextCursor: z.optional(z.string()) });

export type WorkoutPage = z.infer<typeof workoutPageSchema>;
