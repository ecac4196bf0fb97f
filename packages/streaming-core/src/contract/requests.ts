import * as z from 'zod/mini';

/** Largest accepted request body, in bytes after base64 decoding. */
export const MAX_BODY_BYTES = 256 * 1024;

/** Most characters (UTF-16 code units) in one user message. */
export const MAX_USER_RESPONSE_CHARACTERS = 8_000;

/** A character that is no separator and no control, format or surrogate code. */
const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}]/u;

/**
 * Body of a conversation turn. Unknown keys are refused. `userResponse` is what the person wrote, 1 to 8,000
 * characters, one of them visible; `messageTimestamp` is when they sent it (ISO-8601 with offset or Z).
 */
export const conversationTurnBodySchema = z.strictObject({
  userResponse: z.string().check(
    z.maxLength(MAX_USER_RESPONSE_CHARACTERS),
    z.refine((text) => text.isWellFormed(), 'must not hold half a surrogate pair, which UTF-8 cannot carry'),
    z.refine((text) => VISIBLE.test(text), 'must hold a character that can be seen'),
  ),
  messageTimestamp: z.optional(z.iso.datetime({ offset: true })),
});

export type ConversationTurnBody = z.infer<typeof conversationTurnBodySchema>;
