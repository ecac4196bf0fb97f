import { memoryImportanceSchema, memoryTypeSchema, workoutTypeSchema } from '@coach-stream/store/entities';
import * as z from 'zod/mini';

/** What a message is about. */
export const userIntentSchema = z.enum([
  'workoutLogging',
  'memoryRequest',
  'question',
  'progressCheck',
  'acknowledgment',
  'general',
]);

/** What of the past or of the method a message may need. */
export const searchTypeSchema = z.enum(['methodology', 'workouts', 'progress', 'techniques']);

/** Most tags that a plan suggests for a memory. */
const MAX_SUGGESTED_TAGS = 5;

/** 0 to 1: a model that means percent, or less than nothing, is brought back to it. */
const confidence = z.number().check(
  z.overwrite((value) => Math.min(1, Math.max(0, value))),
  z.describe('From 0 to 1.'),
);

const reasoning = z.string().check(z.describe('At most eight words.'));

/** Models write `null` where they mean to leave a line out. */
const optionalLine = z.optional(
  z.pipe(
    z.nullish(z.string()),
    z.transform((line) => line ?? undefined),
  ),
);

const planFields = {
  userIntent: userIntentSchema,
  showContextualUpdates: z.boolean(),
  /** Passing lines while the person waits; blank where the stage's own written line is to be shown. */
  contextualUpdates: z.object({
    initialGreeting: z.string(),
    workoutAnalysis: optionalLine,
    memoryAnalysis: optionalLine,
    patternAnalysis: optionalLine,
    insightsBrewing: optionalLine,
  }),
  workoutDetection: z.object({
    isWorkoutLog: z.boolean(),
    confidence,
    workoutType: z.nullable(workoutTypeSchema),
    reasoning,
  }),
  memoryProcessing: z.object({
    needsRetrieval: z.boolean(),
    isMemoryRequest: z.boolean(),
    characteristics: z.nullable(
      z.object({
        type: memoryTypeSchema,
        importance: memoryImportanceSchema,
        isCoachSpecific: z.boolean(),
        suggestedTags: z.array(z.string()).check(z.overwrite((tags) => tags.slice(0, MAX_SUGGESTED_TAGS))),
      }),
    ),
    reasoning,
  }),
  contextNeeds: z.object({
    needsSemanticSearch: z.boolean(),
    searchTypes: z.array(searchTypeSchema),
    /** The meaning that is searched for. */
    query: z.string(),
    reasoning,
  }),
  conversationComplexity: z.object({
    hasComplexity: z.boolean(),
    complexityTypes: z.array(z.string()),
    needsSummary: z.boolean(),
    confidence,
    reasoning,
  }),
  /** What comes first where time and depth pull apart: `depth` allows a slower, better search. */
  processingPriority: z.enum(['speed', 'balanced', 'depth']),
};

/** What the router's model is asked for: the plan without what only the caller knows. */
export const modelPlanSchema = z.object({ ...planFields, routerMetadata: z.object({ confidence }) });

/** How a turn is to be worked on. Nothing below the router asks a model again what stands here. */
export const routerPlanSchema = z.object({
  ...planFields,
  routerMetadata: z.object({
    confidence,
    processingTimeMs: z.number(),
    /** The plan was made by rule. */
    fallbackUsed: z.boolean(),
  }),
});

export type RouterPlan = z.infer<typeof routerPlanSchema>;
export type UserIntent = z.infer<typeof userIntentSchema>;
export type SearchType = z.infer<typeof searchTypeSchema>;

/** What a plan says about a memory that is to be saved. */
export type MemoryCharacteristics = NonNullable<RouterPlan['memoryProcessing']['characteristics']>;
