import * as z from 'zod/mini';

/** Largest accepted request body, in bytes after base64 decoding. */
export const MAX_BODY_BYTES = 256 * 1024;

/** Most characters (UTF-16 code units) in one user message. */
export const MAX_USER_RESPONSE_CHARACTERS = 8_000;

/** A character that is no separator and no control, format or surrogate code. */
const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}]/u;

/** Most images that one message may have. */
export const MAX_TURN_IMAGES = 5;

/** Longest key of an S3 object, in bytes; keys of images have no other than ASCII characters. */
const MAX_S3_KEY_CHARACTERS = 1_024;

/** Longer than any question's id. */
const MAX_QUESTION_ID_CHARACTERS = 128;

/** Whether a text holds a character that can be seen. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}

/** A text that a person wrote and UTF-8 can carry; at most `maxCharacters` UTF-16 code units. */
export function textSchema(maxCharacters: number) {
  return z.string().check(
    z.maxLength(maxCharacters),
    z.refine((text) => text.isWellFormed(), 'must not hold half a surrogate pair, which UTF-8 cannot carry'),
  );
}

/** The key of an uploaded image; whose it is, is checked where the user is known. */
export const imageKeySchema = z.string().check(z.minLength(1), z.maxLength(MAX_S3_KEY_CHARACTERS));

const messageFields = {
  userResponse: z._default(textSchema(MAX_USER_RESPONSE_CHARACTERS), ''),
  imageS3Keys: z.optional(z.array(imageKeySchema).check(z.maxLength(MAX_TURN_IMAGES))),
  messageTimestamp: z.optional(z.iso.datetime({ offset: true })),
};

/**
 * Body of a conversation turn: text, images or both. Unknown keys are refused. `userResponse` is what the person wrote,
 * at most 8,000 characters, one of them visible where there is no image; read as empty where it is absent.
 * `imageS3Keys` names up to five uploads of the user's. `messageTimestamp` is when they sent it (ISO-8601 with offset or
 * Z).
 */
export const conversationTurnBodySchema = z.strictObject(messageFields).check(
  z.refine(({ userResponse, imageS3Keys = [] }) => imageS3Keys.length > 0 || isVisible(userResponse), {
    path: ['userResponse'],
    error: 'must hold a character that can be seen, where there is no image',
  }),
);

/** The body as it is read. */
export type ConversationTurnBody = z.infer<typeof conversationTurnBodySchema>;

/** The body as it is sent. */
export type ConversationTurnRequest = z.input<typeof conversationTurnBodySchema>;

/**
 * Body of a coach creator turn: an answer in words, with images where there are some. `questionId` names the question
 * that it answers: where another one is being asked by then, it is refused with `QUESTION_ANSWERED`. Unknown keys are
 * refused.
 */
export const creatorTurnBodySchema = z
  .strictObject({ ...messageFields, questionId: z.optional(z.string().check(z.maxLength(MAX_QUESTION_ID_CHARACTERS))) })
  .check(
    z.refine(({ userResponse }) => isVisible(userResponse), {
      path: ['userResponse'],
      error: 'must hold a character that can be seen',
    }),
  );

/** The body as it is read. */
export type CreatorTurnBody = z.infer<typeof creatorTurnBodySchema>;

/** The body as it is sent. */
export type CreatorTurnRequest = z.input<typeof creatorTurnBodySchema>;

/** Body of a request that needs none; may be absent. Unknown keys, which are all, are refused. */
export const emptyBodySchema = z.strictObject({});
