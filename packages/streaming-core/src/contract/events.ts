import * as z from 'zod/mini';
import { sessionOutcomeSchema } from './creator.ts';
import { ERROR_CODES } from './errors.ts';
import { PROTOCOL_VERSION } from './protocol-version.ts';

/** What the whole turn cost: tokens over all its model calls, and US dollars at the prices of the models that answered. */
export const usageSchema = z.object({
  inputTokens: z.int(),
  outputTokens: z.int(),
  cacheReadTokens: z.int(),
  cacheWriteTokens: z.int(),
  modelCalls: z.int(),
  costUsd: z.number(),
  /** The model that gave the answer, as its provider names it: the call site's own, or the one that stood in for it. */
  model: z.optional(z.string()),
  /** There where the answer broke off, so that its provider told no tokens: those of that call are counted by length. */
  estimated: z.optional(z.literal(true)),
});

export type Usage = z.infer<typeof usageSchema>;

/** Why the model stopped. Whatever is not known is `unknown`, and an answer that ends so is incomplete. */
export const stopReasonSchema = z.enum([
  'end_turn',
  'stop_sequence',
  'max_tokens',
  'tool_use',
  'content_filtered',
  'guardrail_intervened',
  'malformed_model_output',
  'malformed_tool_use',
  'model_context_window_exceeded',
  'unknown',
]);

export type StopReason = z.infer<typeof stopReasonSchema>;

/** A stored message as a client sees it. */
export const messageSchema = z.object({
  messageId: z.string(),
  role: z.enum(['user', 'assistant']),
  content: z.string(),
  createdAt: z.string(),
  /** The uploads that a user's message was sent with. */
  imageS3Keys: z.optional(z.array(z.string())),
});

export type Message = z.infer<typeof messageSchema>;

/** First event of every connection; not part of the turn's log. */
export const startEventSchema = z.object({
  type: z.literal('start'),
  status: z.enum(['initialized', 'resumed', 'restarted']),
  protocol: z.literal(PROTOCOL_VERSION),
  turnId: z.string(),
  requestId: z.string(),
  /** For readers that cannot send a token, such as a browser's `EventSource`: `GET …?turnId=…&ticket=…`, 15 minutes. */
  ticket: z.optional(z.string()),
});

/** A passing line shown while the person waits; never part of the answer. */
export const contextualEventSchema = z.object({
  type: z.literal('contextual'),
  content: z.string(),
  stage: z.string(),
});

/** What a search by meaning has given an answer; `reason` says why it has given nothing. */
export const retrievalSchema = z.object({
  used: z.boolean(),
  /** Passages and memories that were found and used. */
  matches: z.int(),
  /** Characters of theirs in the prompt. */
  contextLength: z.int(),
  reason: z.optional(z.string()),
});

/** A workout that a turn has logged. */
export const workoutLoggedSchema = z.object({ workoutId: z.string(), discipline: z.string(), completedAt: z.string() });

/** A memory that a turn has saved. */
export const memorySavedSchema = z.object({ memoryId: z.string(), content: z.string() });

/** What an answer has done besides being said, each where it has. It stays so when that is deleted afterwards. */
export const answerEffectsSchema = z.object({
  workoutLogged: z.optional(workoutLoggedSchema),
  memorySaved: z.optional(memorySavedSchema),
});

export type AnswerEffects = z.infer<typeof answerEffectsSchema>;

/** Facts known before or during the answer. */
export const metadataEventSchema = z.looseObject({ type: z.literal('metadata'), ...answerEffectsSchema.shape });

/** The next piece of the answer's text. */
export const chunkEventSchema = z.object({ type: z.literal('chunk'), content: z.string() });

/** Withdraws the text so far: a reader forgets every `chunk` before it. */
export const retractEventSchema = z.object({ type: z.literal('retract'), reason: z.string() });

/** The turn has ended well; everything it names is stored. */
export const completeEventSchema = z.object({
  type: z.literal('complete'),
  status: z.enum(['finished', 'stopped']),
  turnId: z.string(),
  messageId: z.string(),
  /** Equals the chunks' text and the stored message. */
  fullMessage: z.string(),
  userMessage: messageSchema,
  aiMessage: messageSchema,
  stopReason: stopReasonSchema,
  usage: usageSchema,
  timings: z.object({ firstTokenMs: z.nullable(z.number()), totalMs: z.number() }),
  // A conversation adds these.
  conversationId: z.optional(z.string()),
  retrieval: z.optional(retrievalSchema),
  ...answerEffectsSchema.shape,
  // A coach creator session adds these.
  sessionId: z.optional(z.string()),
  /** Equals `fullMessage`. */
  aiResponse: z.optional(z.string()),
  ...z.partial(sessionOutcomeSchema).shape,
  /** A persona chat adds this beside its `sessionId`: who has answered. */
  persona: z.optional(z.string()),
});

/** Fields of the body that were refused: where, and which rule they broke. */
const fieldProblemsSchema = z.optional(z.array(z.object({ path: z.string(), problem: z.string() })));

/** The turn has failed; `partial` tells whether text was already sent. */
export const errorEventSchema = z.object({
  type: z.literal('error'),
  code: z.enum(ERROR_CODES),
  message: z.string(),
  retryable: z.boolean(),
  partial: z.boolean(),
  requestId: z.string(),
  fields: fieldProblemsSchema,
});

/** Every event on the wire. Readers skip unknown events and unknown fields. */
export const streamEventSchema = z.discriminatedUnion('type', [
  startEventSchema,
  contextualEventSchema,
  metadataEventSchema,
  chunkEventSchema,
  retractEventSchema,
  completeEventSchema,
  errorEventSchema,
]);

export type StartEvent = z.infer<typeof startEventSchema>;
export type ContextualEvent = z.infer<typeof contextualEventSchema>;
export type MetadataEvent = z.infer<typeof metadataEventSchema>;
export type ChunkEvent = z.infer<typeof chunkEventSchema>;
export type RetractEvent = z.infer<typeof retractEventSchema>;
export type CompleteEvent = z.infer<typeof completeEventSchema>;
export type ErrorEvent = z.infer<typeof errorEventSchema>;
export type StreamEvent = z.infer<typeof streamEventSchema>;

/** Body of a JSON refusal before the stream has opened. */
export const refusalSchema = z.object({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  retryable: z.boolean(),
  requestId: z.string(),
  fields: fieldProblemsSchema,
});

export type Refusal = z.infer<typeof refusalSchema>;
