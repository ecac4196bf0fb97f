import * as z from 'zod/mini';
import { idSchema } from './ids.ts';
import { isVisible, textSchema } from './requests.ts';

const MAX_MEMORY_CHARACTERS = 1_000;
const MAX_TAGS = 10;
const MAX_TAG_CHARACTERS = 40;

const typeSchema = z.enum(['preference', 'goal', 'constraint', 'instruction', 'context']);
const importanceSchema = z.enum(['high', 'medium', 'low']);

/** What a coach keeps in mind about a user, as the user sees it. */
export const memorySchema = z.object({
  memoryId: z.string(),
  content: z.string(),
  type: typeSchema,
  importance: importanceSchema,
  /** The one coach that it is for; absent where all of the user's coaches may use it. */
  coachId: z.optional(z.string()),
  tags: z.array(z.string()),
  source: z.enum(['conversation', 'explicitRequest']),
  createdAt: z.string(),
  lastUsedAt: z.optional(z.string()),
  usageCount: z.int(),
});

export type MemoryResource = z.infer<typeof memorySchema>;

/** A page of a user's memories, greatest id first. `nextCursor` is absent on the last one. */
export const memoryPageSchema = z.object({ memories: z.array(memorySchema), nextCursor: z.optional(z.string()) });

export type MemoryPage = z.infer<typeof memoryPageSchema>;

const visibleText = (maxCharacters: number) =>
  textSchema(maxCharacters).check(z.refine(isVisible, 'must hold a character that can be seen'));

/**
 * Body of `POST /users/{userId}/memories`: at most 1,000 characters and 10 tags of at most 40. Without `type` it is
 * `context`, without `importance` `medium`, without `coachId` for all coaches. Unknown keys are refused.
 */
export const createMemoryBodySchema = z.strictObject({
  content: visibleText(MAX_MEMORY_CHARACTERS),
  type: z._default(typeSchema, 'context'),
  importance: z._default(importanceSchema, 'medium'),
  coachId: z.optional(idSchema),
  tags: z._default(z.array(visibleText(MAX_TAG_CHARACTERS)).check(z.maxLength(MAX_TAGS)), []),
});
