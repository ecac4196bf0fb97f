import * as contract from '@coach-stream/streaming-core/contract';
import type * as z from 'zod/mini';
import { EVENT_DOCS } from '../events/event-docs.ts';

/** A schema under `components`. */
export interface ComponentSchema {
  readonly schema: z.ZodMiniType;
  readonly description: string;
  /** What its fields mean, by name. */
  readonly fields?: Readonly<Record<string, string>>;
}

const event = (type: keyof typeof EVENT_DOCS, schema: z.ZodMiniType): ComponentSchema => ({
  schema,
  description: EVENT_DOCS[type].summary,
  fields: EVENT_DOCS[type].fields,
});

/** Schemas of answers, by the name that they have in the document. */
export const ANSWER_SCHEMAS: Readonly<Record<string, ComponentSchema>> = {
  StreamEvent: {
    schema: contract.streamEventSchema,
    description: 'The data of an event. Readers skip events and fields that they do not know.',
  },
  StartEvent: event('start', contract.startEventSchema),
  ContextualEvent: event('contextual', contract.contextualEventSchema),
  MetadataEvent: event('metadata', contract.metadataEventSchema),
  ChunkEvent: event('chunk', contract.chunkEventSchema),
  RetractEvent: event('retract', contract.retractEventSchema),
  CompleteEvent: event('complete', contract.completeEventSchema),
  ErrorEvent: event('error', contract.errorEventSchema),
  Refusal: { schema: contract.refusalSchema, description: 'Why a request is not carried out.' },
  Usage: {
    schema: contract.usageSchema,
    description:
      'What a turn cost over all its model calls: tokens, and US dollars at the prices of the models that answered. ' +
      '`model` is the one that gave the answer, left out where none gave a whole one. ' +
      '`estimated` is there where the answer broke off, so that the tokens of that call are counted by length.',
  },
  Message: { schema: contract.messageSchema, description: 'A stored message.' },
  Retrieval: {
    schema: contract.retrievalSchema,
    description: 'What a search by meaning has given an answer; `reason` says why it has given nothing.',
  },
  WorkoutLogged: { schema: contract.workoutLoggedSchema, description: 'A workout that a turn has logged.' },
  MemorySaved: { schema: contract.memorySavedSchema, description: 'A memory that a turn has saved.' },
  CreatorProgress: { schema: contract.creatorProgressSchema, description: 'How far a coach creator session is.' },
  SimpleEvent: {
    schema: contract.simpleEventSchema,
    description:
      'The data of an event in the simple dialect: pieces of text, then one of `done` and `error`. What cannot be said ' +
      'in it, such as that text is taken back, is an error.',
  },
  Persona: { schema: contract.personaSchema, description: 'A persona that one can chat with.' },
  PersonaList: { schema: contract.personaListSchema, description: 'Every persona.' },
  StartedChat: {
    schema: contract.startedChatSchema,
    description: 'A new chat; `availablePersonas` has the ids of all personas.',
  },
  Chat: { schema: contract.chatSchema, description: 'A chat; `persona` answers the next message.' },
  ChatDetail: { schema: contract.chatDetailSchema, description: 'A chat with the turn that is being answered.' },
  ChatPage: { schema: contract.chatPageSchema, description: "A page of a user's chats." },
  ChatMessageAnswer: { schema: contract.chatMessageSchema, description: 'The whole answer, and who gave it.' },
  UserDeletion: {
    schema: contract.userDeletionSchema,
    description: "How far the deletion of all of a user's data is.",
  },
  UserUsage: {
    schema: contract.userUsageSchema,
    description:
      'What a user has used today, by UTC, and what the limits are. A turn counts on the day on which it ends.',
    fields: {
      day: '`YYYY-MM-DD`',
      resetsAt: 'when `used` begins anew, ISO-8601',
      turns: 'running now in every conversation, session and chat, and begun within the last 60 seconds',
      tokens:
        'input, output, cache reads and cache writes of every model call: `used` by turns that have ended, `reserved` by running ones',
      costUsd: "the same calls in US dollars, by the stage's prices",
    },
  },
  Turn: {
    schema: contract.turnSchema,
    description: 'Where a turn stands; with `complete` or `error`, its terminal event, once it has ended.',
  },
  Conversation: { schema: contract.conversationSchema, description: 'A conversation with a coach.' },
  ConversationSummary: {
    schema: contract.conversationSummarySchema,
    description: 'What a conversation has come to so far, as its coach keeps it in mind.',
  },
  ConversationDetail: {
    schema: contract.conversationDetailSchema,
    description: 'A conversation with the turn that is being answered and its summary.',
  },
  ConversationPage: { schema: contract.conversationPageSchema, description: "A page of a coach's conversations." },
  MessagePage: {
    schema: contract.messagePageSchema,
    description:
      'A page of messages, newest first; `state` tells an answer that broke off or was withdrawn, `workoutLogged` and ' +
      '`memorySaved` what it has done besides, also where that was deleted since.',
  },
  Deleted: { schema: contract.deletedSchema, description: 'Nothing is left.' },
  CreatorSession: { schema: contract.creatorSessionResourceSchema, description: 'A coach creator session.' },
  CreatorSessionDetail: {
    schema: contract.creatorSessionDetailSchema,
    description: 'A session with the turn that is being answered.',
  },
  StartedCreatorSession: {
    schema: contract.startedCreatorSessionSchema,
    description: 'A session with its greeting and first question.',
  },
  CreatorSessionPage: { schema: contract.creatorSessionPageSchema, description: "A page of a user's sessions." },
  CoachBuildStatus: {
    schema: contract.coachBuildStatusSchema,
    description: "Where the building of a session's coach stands.",
  },
  CoachConfigStatus: {
    schema: contract.coachConfigStatusSchema,
    description: "Where the building of a session's coach stands, with the coach's id once there is one.",
  },
  Coach: {
    schema: contract.coachResourceSchema,
    description: 'A coach: who it is, how it trains and what it may never do.',
  },
  CoachPage: { schema: contract.coachPageSchema, description: "A page of a user's coaches." },
  CoachTemplate: { schema: contract.coachTemplateSchema, description: 'A ready coach that a user may take.' },
  CoachTemplates: { schema: contract.coachTemplatesSchema, description: 'Every template.' },
  Memory: { schema: contract.memorySchema, description: 'What coaches keep in mind about a user.' },
  MemoryPage: { schema: contract.memoryPageSchema, description: "A page of a user's memories." },
  Workout: { schema: contract.workoutSchema, description: 'A logged workout.' },
  WorkoutPage: { schema: contract.workoutPageSchema, description: "A page of a user's workouts, latest first." },
  Profile: { schema: contract.profileSchema, description: "A user's profile. `version` goes up with every change." },
  UploadUrls: {
    schema: contract.uploadUrlsSchema,
    description: 'Where to upload images. Each is sent by `method` to `url` with exactly these `headers`.',
  },
  ImageUrls: {
    schema: contract.imageUrlsSchema,
    description: 'Where images are to be had by a GET, until `expiresAt`. One that is not there is a 403 of its URL.',
  },
};

/** Schemas of bodies, by the name that they have in the document. */
export const BODY_SCHEMAS: Readonly<Record<string, ComponentSchema>> = {
  ConversationTurnBody: {
    schema: contract.conversationTurnBodySchema,
    description: 'A message: text, images or both. Without an image the text holds a character that can be seen.',
  },
  CreatorTurnBody: {
    schema: contract.creatorTurnBodySchema,
    description: 'An answer in words; `questionId` names the question that it answers.',
  },
  ChatTurnBody: {
    schema: contract.chatTurnBodySchema,
    description: "A message to one of the user's chats; it holds a character that can be seen.",
  },
  StartChatBody: { schema: contract.startChatBodySchema, description: 'Who is to answer; `default` without.' },
  ChangeChatBody: { schema: contract.changeChatBodySchema, description: 'Who answers from the next message on.' },
  EmptyBody: { schema: contract.emptyBodySchema, description: 'Nothing.' },
  CreateConversationBody: { schema: contract.createConversationBodySchema, description: 'A new conversation.' },
  RenameConversationBody: { schema: contract.renameConversationBodySchema, description: 'Another title.' },
  ChangeCoachBody: {
    schema: contract.changeCoachBodySchema,
    description: 'What changes of a coach: at least one of them; a description has at most five words.',
  },
  CreateMemoryBody: { schema: contract.createMemoryBodySchema, description: 'Something to keep in mind.' },
  PutProfileBody: {
    schema: contract.putProfileBodySchema,
    description:
      'The whole profile as it is to be; what is left out is removed. `version` is the one that was read, `timezone` an ' +
      'IANA time zone.',
  },
  CreateUploadUrlsBody: {
    schema: contract.createUploadUrlsBodySchema,
    description: 'One entry an image: its content type and its length in bytes.',
  },
  ImageUrlsBody: { schema: contract.imageUrlsBodySchema, description: "Keys of the user's own images." },
};
