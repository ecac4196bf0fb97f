import * as z from 'zod/mini';
import { headFields } from './head-fields.ts';

/** A conversation's head: what every turn reads and updates. Holds no message. */
export const conversationSchema = z.object({
  userId: z.string(),
  coachId: z.string(),
  conversationId: z.string(),
  title: z.optional(z.string()),
  ...headFields,
  createdAt: z.string(),
  updatedAt: z.string(),
});

export type Conversation = z.infer<typeof conversationSchema>;
