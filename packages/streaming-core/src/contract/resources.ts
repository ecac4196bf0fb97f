import * as z from 'zod/mini';
import { answerEffectsSchema, completeEventSchema, errorEventSchema, messageSchema } from './events.ts';
import { textSchema } from './requests.ts';
import type { RouteName } from './routes.ts';

/**
 * The routes that the REST API serves, by name; those that stream are served by Function URLs. Of two that match a path,
 * the one with the static segment comes first, as API Gateway has it.
 */
export const API_ROUTES = [
  'coachFromSession',
  'coachFromTemplate',
  'coachTemplates',
  'coaches',
  'coach',
  'coachCreatorSessions',
  'coachCreatorSession',
  'coachCreatorSessionMessages',
  'coachConfigStatus',
  'conversations',
  'conversation',
  'conversationMessages',
  'turn',
  'turnStop',
  'uploadUrls',
  'imageUrls',
  'memories',
  'memory',
  'workouts',
  'workout',
  'profile',
  'user',
  'userDeletion',
  'userUsage',
  'chatStart',
  'chatSessions',
  'chatSession',
  'chatMessages',
  'chatPersonas',
] as const satisfies readonly RouteName[];

/**
 * The routes of the REST API that the streaming functions answer: the same messages as their streams take, answered as
 * events with `?stream=true`, else as one JSON body once the turn has ended.
 */
export const MESSAGE_ROUTES = [
  'coachConversationMessage',
  'coachCreatorSessionMessage',
  'chatMessage',
] as const satisfies readonly RouteName[];

/** The name of a route that takes a message through the REST API. */
export type MessageRouteName = (typeof MESSAGE_ROUTES)[number];

/** The name of a route of the REST API. */
export type ApiRouteName = (typeof API_ROUTES)[number];

/** Most items of a page; also the default. */
export const MAX_PAGE_ITEMS = 50;

/** A conversation as a client sees it. */
export const conversationSchema = z.object({
  conversationId: z.string(),
  coachId: z.string(),
  title: z.optional(z.string()),
  /** Messages of turns that ended well; two a turn. */
  messageCount: z.int(),
  lastMessageAt: z.optional(z.string()),
  createdAt: z.string(),
});

export type ConversationResource = z.infer<typeof conversationSchema>;

const facts = z.record(z.string(), z.string());

/** What a conversation has come to so far, as its coach keeps it in mind. */
export const conversationSummarySchema = z.object({
  narrative: z.string(),
  currentGoals: z.array(z.string()),
  recentProgress: z.array(z.string()),
  preferences: facts,
  methodology: facts,
  emotionalState: facts,
  keyInsights: z.array(z.string()),
  importantContext: z.array(z.string()),
  tags: z.array(z.string()),
  /** How many messages it takes in, from the first one on. */
  messageCount: z.int(),
  createdAt: z.string(),
});

export type ConversationSummaryResource = z.infer<typeof conversationSummarySchema>;

/**
 * A conversation with the turn that is being answered, for a client that wants to go on reading it, and with its
 * summary, once there is one.
 */
export const conversationDetailSchema = z.extend(conversationSchema, {
  activeTurnId: z.optional(z.string()),
  summary: z.optional(conversationSummarySchema),
});

export type ConversationDetail = z.infer<typeof conversationDetailSchema>;

/** Most characters (UTF-16 code units) of a conversation's title. */
export const MAX_TITLE_CHARACTERS = 80;

const titleSchema = textSchema(MAX_TITLE_CHARACTERS).check(
  z.refine((title) => title.trim() !== '', 'must not be blank'),
);

/** Body of `POST …/conversations`; may be absent. Unknown keys are refused. */
export const createConversationBodySchema = z.strictObject({ title: z.optional(titleSchema) });

/** Body of `PATCH …/conversations/{conversationId}`: another title. Unknown keys are refused. */
export const renameConversationBodySchema = z.strictObject({ title: titleSchema });

/** What a DELETE is answered with, once nothing is left. */
export const deletedSchema = z.object({ deleted: z.literal(true) });

export type Deleted = z.infer<typeof deletedSchema>;

/** A page of a coach's conversations, greatest id first. `nextCursor` is absent on the last one. */
export const conversationPageSchema = z.object({
  conversations: z.array(conversationSchema),
  nextCursor: z.optional(z.string()),
});

export type ConversationPage = z.infer<typeof conversationPageSchema>;

/**
 * A page of messages, newest first; `state` tells an answer that broke off or was withdrawn, `workoutLogged` and
 * `memorySaved` what it has done besides.
 */
export const messagePageSchema = z.object({
  messages: z.array(
    z.extend(messageSchema, {
      turnId: z.string(),
      state: z.optional(z.enum(['complete', 'partial', 'stopped', 'redacted'])),
      ...answerEffectsSchema.shape,
    }),
  ),
  nextCursor: z.optional(z.string()),
});

export type MessagePage = z.infer<typeof messagePageSchema>;

/** Where a turn stands; with `complete` or `error`, its terminal event, once it has ended. */
export const turnSchema = z.object({
  turnId: z.string(),
  status: z.enum(['running', 'finished', 'stopped', 'failed']),
  complete: z.optional(completeEventSchema),
  error: z.optional(errorEventSchema),
});

export type TurnResource = z.infer<typeof turnSchema>;
