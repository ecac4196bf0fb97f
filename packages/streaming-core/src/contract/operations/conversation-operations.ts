import { completeEventSchema, streamEventSchema } from '../events.ts';
import { conversationTurnBodySchema } from '../requests.ts';
import {
  conversationDetailSchema,
  conversationPageSchema,
  conversationSchema,
  createConversationBodySchema,
  deletedSchema,
  renameConversationBodySchema,
} from '../resources.ts';
import { jsonBody, type OperationTable } from './operation.ts';
import {
  ALL_WAS_READ,
  DELETED,
  listMessages,
  NEW_PAGE,
  NOT_MODIFIED,
  READ_AGAIN,
  STOP_OPERATION,
  STREAMED,
  TURN_FAILURES,
  TURN_REFUSALS,
  WHOLE_ANSWER,
} from './shared.ts';

const NOT_FOUND = ['COACH_NOT_FOUND', 'CONVERSATION_NOT_FOUND'] as const;
const IMAGES = ['IMAGE_FORBIDDEN', 'IMAGE_INVALID', 'IMAGE_NOT_FOUND'] as const;
const BODY = jsonBody(conversationTurnBodySchema, {
  example: { userResponse: 'How do I warm up before heavy squats?' },
});

/** Operations of conversations with a coach. */
export const CONVERSATION_OPERATIONS = {
  coachConversationStream: {
    tag: 'Conversations with a coach',
    server: 'coachConversation',
    GET: {
      summary: 'Watch a turn of a conversation',
      description: 'Reads a turn, running or ended, and never runs a model.',
      query: ['turnId'],
      takesTicket: true,
      headers: ['Last-Event-ID'],
      answers: { 200: { description: STREAMED, events: [streamEventSchema] }, 204: ALL_WAS_READ },
      refusals: ['TURN_NOT_FOUND'],
    },
    POST: {
      summary: 'Send a message and read the answer as it is written',
      description: READ_AGAIN,
      body: BODY,
      headers: ['Idempotency-Key', 'Last-Event-ID'],
      answers: { 200: { description: STREAMED, events: [streamEventSchema] } },
      refusals: [...NOT_FOUND, ...IMAGES, ...TURN_REFUSALS],
    },
  },
  coachConversationStreamStop: {
    tag: 'Conversations with a coach',
    server: 'coachConversation',
    POST: STOP_OPERATION,
  },
  coachConversationMessage: {
    tag: 'Conversations with a coach',
    server: 'api',
    POST: {
      summary: 'Send a message and get the answer once it is whole',
      description: READ_AGAIN,
      body: BODY,
      query: ['stream'],
      headers: ['Idempotency-Key', 'Last-Event-ID'],
      answers: {
        200: { description: WHOLE_ANSWER, json: completeEventSchema, events: [streamEventSchema] },
      },
      refusals: [...NOT_FOUND, ...IMAGES, ...TURN_REFUSALS, ...TURN_FAILURES],
    },
  },
  conversations: {
    tag: 'Conversations with a coach',
    server: 'api',
    GET: {
      summary: "List a coach's conversations, greatest id first",
      query: ['limit', 'cursor'],
      answers: { 200: { description: NEW_PAGE, json: conversationPageSchema } },
      refusals: ['COACH_NOT_FOUND'],
    },
    POST: {
      summary: 'Begin a conversation with a coach',
      body: jsonBody(createConversationBodySchema, { example: { title: 'My left knee' }, isRequired: false }),
      headers: ['Idempotency-Key'],
      answers: {
        200: {
          description: 'The conversation that an earlier request with this key began.',
          json: conversationSchema,
          headers: ['location'],
        },
        201: { description: 'The new conversation.', json: conversationSchema, headers: ['location'] },
      },
      refusals: [...NOT_FOUND],
    },
  },
  conversation: {
    tag: 'Conversations with a coach',
    server: 'api',
    GET: {
      summary: 'Show a conversation with its summary and the turn that is being answered',
      headers: ['If-None-Match'],
      answers: {
        200: { description: 'The conversation.', json: conversationDetailSchema, headers: ['etag'] },
        304: NOT_MODIFIED,
      },
      refusals: [...NOT_FOUND],
    },
    PATCH: {
      summary: 'Give a conversation another title',
      body: jsonBody(renameConversationBodySchema, { example: { title: 'Squats and knees' } }),
      headers: ['If-Match'],
      answers: { 200: { description: 'The conversation as it is now.', json: conversationSchema, headers: ['etag'] } },
      refusals: [...NOT_FOUND],
    },
    DELETE: {
      summary: 'Delete a conversation with all that was said in it',
      headers: ['If-Match'],
      answers: { 200: { description: DELETED, json: deletedSchema } },
      refusals: [...NOT_FOUND, 'CONVERSATION_BUSY'],
    },
  },
  conversationMessages: {
    tag: 'Conversations with a coach',
    server: 'api',
    GET: listMessages("a conversation's", NOT_FOUND),
  },
} satisfies Partial<OperationTable>;
