import * as z from 'zod/mini';
import { idSchema } from './ids.ts';
import { isVisible, MAX_USER_RESPONSE_CHARACTERS, textSchema } from './requests.ts';

/** Longer than any persona's id. */
const MAX_PERSONA_CHARACTERS = 128;

const personaIdSchema = z.string().check(z.maxLength(MAX_PERSONA_CHARACTERS));

/**
 * Body of a persona chat's turn: which of the user's chats, and what they wrote, at most 8,000 characters, one of them
 * visible. Unknown keys are refused.
 */
export const chatTurnBodySchema = z.strictObject({
  sessionId: idSchema,
  message: textSchema(MAX_USER_RESPONSE_CHARACTERS).check(
    z.refine(isVisible, 'must hold a character that can be seen'),
  ),
});

export type ChatTurnBody = z.infer<typeof chatTurnBodySchema>;

/**
 * Body of `POST /chat/start`; may be absent. Without a persona it is `default`; an unknown one is refused with
 * `PERSONA_UNKNOWN`, whose fields name those there are. Unknown keys are refused.
 */
export const startChatBodySchema = z.strictObject({ persona: z.optional(personaIdSchema) });

/** Body of `PATCH /chat/sessions/{sessionId}`: who answers from the next message on. Unknown keys are refused. */
export const changeChatBodySchema = z.strictObject({ persona: personaIdSchema });

/** A persona that one can chat with. */
export const personaSchema = z.object({ id: z.string(), description: z.string() });

/** Answer of `GET /chat/personas`. */
export const personaListSchema = z.object({ personas: z.array(personaSchema) });

export type PersonaList = z.infer<typeof personaListSchema>;

/** Answer of `POST /chat/start`. */
export const startedChatSchema = z.object({
  sessionId: z.string(),
  persona: z.string(),
  personaDescription: z.string(),
  /** The ids of all personas. */
  availablePersonas: z.array(z.string()),
});

export type StartedChat = z.infer<typeof startedChatSchema>;

/** A chat as a client sees it. */
export const chatSchema = z.object({
  sessionId: z.string(),
  /** Who answers the next message. */
  persona: z.string(),
  /** How its first message begins, once one was sent. */
  title: z.optional(z.string()),
  /** Messages of turns that ended well; two a turn. */
  messageCount: z.int(),
  lastMessageAt: z.optional(z.string()),
  createdAt: z.string(),
});

export type ChatResource = z.infer<typeof chatSchema>;

/** A chat with the turn that is being answered, for a client that wants to go on reading it. */
export const chatDetailSchema = z.extend(chatSchema, { activeTurnId: z.optional(z.string()) });

export type ChatDetail = z.infer<typeof chatDetailSchema>;

/** A page of a user's chats, greatest id first. `nextCursor` is absent on the last one. */
export const chatPageSchema = z.object({ sessions: z.array(chatSchema), nextCursor: z.optional(z.string()) });

export type ChatPage = z.infer<typeof chatPageSchema>;

/** Answer of `POST /chat/message`: the whole answer, and who gave it. */
export const chatMessageSchema = z.object({
  sessionId: z.string(),
  message: z.string(),
  messageId: z.string(),
  persona: z.string(),
});

export type ChatMessageAnswer = z.infer<typeof chatMessageSchema>;

/**
 * One `data:` of a stream in the simple dialect, which `/chat/stream` speaks unless `Accept-Stream: events` asks for all
 * events: pieces of text, then one of `done` and `error`. What cannot be said in it is an error: `TURN_INTERRUPTED` where
 * the text begins anew or goes on elsewhere, and the same message under the same `Idempotency-Key` then gives all of it;
 * `MODEL_REFUSED` where it was withdrawn.
 */
export const simpleEventSchema = z.union([
  z.strictObject({ token: z.string() }),
  z.strictObject({ done: z.literal(true) }),
  z.strictObject({ error: z.strictObject({ code: z.string(), message: z.string() }) }),
]);

export type SimpleEvent = z.infer<typeof simpleEventSchema>;
