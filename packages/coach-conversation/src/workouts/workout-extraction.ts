import { exerciseSchema, workoutTypeSchema } from '@coach-stream/store/entities';
import * as z from 'zod/mini';

/** Why a message that looked like a report is none: nothing is saved then, unless the person has ordered it. */
export const BLOCKING_FLAGS = ['planning_inquiry', 'advice_seeking', 'future_planning', 'no_performance_data'] as const;

/** What a model leaves out, writes as `null` or gets wrong in a detail is missing; the rest counts all the same. */
const detail = <Schema extends z.core.$ZodType>(schema: Schema) =>
  z.pipe(
    z.catch(z.nullish(schema), null),
    z.transform((value) => value ?? undefined),
  );
const number = detail(z.number());
const text = detail(z.string());

/** What a model reads out of a message. Numbers and texts are not checked yet. */
export const workoutExtractionSchema = z.object({
  discipline: z.string().check(z.describe('In one or two words, such as running, weightlifting, yoga.')),
  workoutName: text,
  workoutType: z.catch(workoutTypeSchema, 'general'),
  durationMinutes: number,
  exercises: z.array(
    z.object({
      name: z.string(),
      sets: number,
      reps: number,
      weight: number,
      unit: detail(exerciseSchema.shape.unit.def.innerType),
      distance: number,
      time: text,
    }),
  ),
  intensity: detail(z.enum(['low', 'moderate', 'high'])),
  perceivedExertion: number,
  notes: text,
  personalRecords: z.catch(z.array(z.string()), []),
  /** The words that say when it was done. */
  timeWords: text,
  extraction: z.object({ confidence: z.number(), flags: z.catch(z.array(z.string()), []) }),
});

export type WorkoutExtraction = z.infer<typeof workoutExtractionSchema>;
