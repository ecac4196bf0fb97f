import * as z from 'zod/mini';

const facts = z.record(z.string(), z.string());

/** What a conversation has come to so far; each one takes in the one before. */
export const conversationSummarySchema = z.object({
  conversationId: z.string(),
  /** 150 to 300 words. */
  narrative: z.string(),
  currentGoals: z.array(z.string()),
  recentProgress: z.array(z.string()),
  preferences: facts,
  methodology: facts,
  emotionalState: facts,
  keyInsights: z.array(z.string()),
  importantContext: z.array(z.string()),
  /** 2 to 5. */
  tags: z.array(z.string()),
  /** The messages that it takes in, from the first of the conversation on. */
  range: z.object({ firstMessageId: z.string(), lastMessageId: z.string(), count: z.int() }),
  trigger: z.enum(['interval', 'complexity']),
  createdAt: z.string(),
});

export type ConversationSummary = z.infer<typeof conversationSummarySchema>;
