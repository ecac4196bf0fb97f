import * as z from 'zod/mini';

/** Most characters of a memory, and most tags. */
export const MAX_MEMORY_CHARACTERS = 1_000;
export const MAX_MEMORY_TAGS = 10;

export const memoryTypeSchema = z.enum(['preference', 'goal', 'constraint', 'instruction', 'context']);
export const memoryImportanceSchema = z.enum(['high', 'medium', 'low']);

/** Something that a coach keeps in mind about a user. */
export const memorySchema = z.object({
  memoryId: z.string(),
  userId: z.string(),
  content: z.string().check(z.minLength(1), z.maxLength(MAX_MEMORY_CHARACTERS)),
  type: memoryTypeSchema,
  importance: memoryImportanceSchema,
  /** The one coach that it is for; absent where all of the user's coaches may use it. */
  coachId: z.optional(z.string()),
  tags: z.array(z.string()).check(z.maxLength(MAX_MEMORY_TAGS)),
  source: z.enum(['conversation', 'explicitRequest']),
  /** The turn that has saved it; absent where none has. */
  turnId: z.optional(z.string()),
  createdAt: z.string(),
  lastUsedAt: z.optional(z.string()),
  usageCount: z.int(),
});

export type Memory = z.infer<typeof memorySchema>;
export type MemoryType = z.infer<typeof memoryTypeSchema>;
export type MemoryImportance = z.infer<typeof memoryImportanceSchema>;
