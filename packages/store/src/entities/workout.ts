import * as z from 'zod/mini';

export const workoutTypeSchema = z.enum(['strength', 'cardio', 'crossfit', 'general']);

/** One exercise of a workout, as far as the user told. */
export const exerciseSchema = z.object({
  name: z.string(),
  sets: z.optional(z.int()),
  reps: z.optional(z.int()),
  weight: z.optional(z.number()),
  unit: z.optional(z.enum(['kg', 'lb', 'km', 'mi', 'm'])),
  distance: z.optional(z.number()),
  /** As told, such as `24:30`. */
  time: z.optional(z.string()),
});

/** What was done, as it was read out of a message. */
export const workoutDetailsSchema = z.object({
  /** ISO-8601, UTC. */
  completedAt: z.string(),
  discipline: z.string(),
  workoutName: z.optional(z.string()),
  workoutType: workoutTypeSchema,
  durationMinutes: z.optional(z.number()),
  exercises: z.array(exerciseSchema),
  intensity: z.optional(z.enum(['low', 'moderate', 'high'])),
  /** 1 to 10. */
  perceivedExertion: z.optional(z.number()),
  notes: z.optional(z.string()),
  personalRecords: z.array(z.string()),
  extraction: z.object({ confidence: z.number(), flags: z.array(z.string()) }),
});

/** A logged workout. */
export const workoutSchema = z.extend(workoutDetailsSchema, {
  workoutId: z.string(),
  userId: z.string(),
  coachId: z.string(),
  conversationId: z.string(),
  createdAt: z.string(),
});

export type Workout = z.infer<typeof workoutSchema>;
export type WorkoutDetails = z.infer<typeof workoutDetailsSchema>;
export type WorkoutType = z.infer<typeof workoutTypeSchema>;
