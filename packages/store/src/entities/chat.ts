import * as z from 'zod/mini';
import { headFields } from './head-fields.ts';

/** A persona chat's head: what every turn reads and updates. Holds no message. */
export const chatSchema = z.object({
  userId: z.string(),
  /** `chat_` and a ULID. */
  sessionId: z.string(),
  /** The id of the persona that answers; may change between turns. */
  persona: z.string(),
  /** How its first message begins, once one was sent. */
  title: z.optional(z.string()),
  ...headFields,
  createdAt: z.string(),
});

export type Chat = z.infer<typeof chatSchema>;
