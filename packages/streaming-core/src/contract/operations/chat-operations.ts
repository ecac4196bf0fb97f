import {
  changeChatBodySchema,
  chatDetailSchema,
  chatMessageSchema,
  chatPageSchema,
  chatSchema,
  chatTurnBodySchema,
  personaListSchema,
  simpleEventSchema,
  startChatBodySchema,
  startedChatSchema,
} from '../chats.ts';
import { streamEventSchema } from '../events.ts';
import { deletedSchema } from '../resources.ts';
import { jsonBody, type OperationAnswer, type OperationTable } from './operation.ts';
import {
  ALL_WAS_READ,
  DELETED,
  listMessages,
  NEW_PAGE,
  NOT_MODIFIED,
  READ_AGAIN,
  STOP_OPERATION,
  TURN_FAILURES,
  TURN_REFUSALS,
} from './shared.ts';

const TURN_BODY = jsonBody(chatTurnBodySchema, {
  example: { sessionId: 'chat_01M7YQ88NMSAM08JPWDNE4CY55', message: 'What should I eat before a long run?' },
});

const STREAMED: OperationAnswer = {
  description:
    'The turn in the simple dialect: pieces of text, then `done` or `error`. With `Accept-Stream: events` all events: ' +
    '`start`, then exactly one terminal event at its end.',
  events: [simpleEventSchema, streamEventSchema],
};

/** Operations of the light chat with personas; the user of them all is the token's. */
export const CHAT_OPERATIONS = {
  chatStream: {
    tag: 'Persona chat',
    server: 'personaChat',
    GET: {
      summary: 'Watch a turn of a chat',
      description: 'Reads a turn, running or ended, and never runs a model.',
      query: ['turnId'],
      takesTicket: true,
      headers: ['Last-Event-ID', 'Accept-Stream'],
      answers: { 200: STREAMED, 204: ALL_WAS_READ },
      refusals: ['TURN_NOT_FOUND'],
    },
    POST: {
      summary: 'Send a message and read the answer as it is written',
      description: READ_AGAIN,
      body: TURN_BODY,
      headers: ['Idempotency-Key', 'Last-Event-ID', 'Accept-Stream'],
      answers: { 200: STREAMED },
      refusals: ['CHAT_NOT_FOUND', ...TURN_REFUSALS],
    },
  },
  chatStreamStop: { tag: 'Persona chat', server: 'personaChat', POST: STOP_OPERATION },
  chatMessage: {
    tag: 'Persona chat',
    server: 'api',
    POST: {
      summary: 'Send a message and get the answer once it is whole',
      description: READ_AGAIN,
      body: TURN_BODY,
      query: ['stream'],
      headers: ['Idempotency-Key', 'Last-Event-ID', 'Accept-Stream'],
      answers: {
        200: { ...STREAMED, description: 'The answer. With `stream=true` the stream.', json: chatMessageSchema },
      },
      refusals: ['CHAT_NOT_FOUND', ...TURN_REFUSALS, ...TURN_FAILURES],
    },
  },
  chatStart: {
    tag: 'Persona chat',
    server: 'api',
    POST: {
      summary: 'Begin a chat',
      body: jsonBody(startChatBodySchema, { example: { persona: 'fitness_coach' }, isRequired: false }),
      headers: ['Idempotency-Key'],
      answers: {
        200: { description: 'The chat that an earlier request with this key began.', json: startedChatSchema },
        201: { description: 'The new chat.', json: startedChatSchema },
      },
      refusals: ['PERSONA_UNKNOWN', 'CHAT_NOT_FOUND'],
    },
  },
  chatSessions: {
    tag: 'Persona chat',
    server: 'api',
    GET: {
      summary: "List a user's chats, greatest id first",
      query: ['limit', 'cursor'],
      answers: { 200: { description: NEW_PAGE, json: chatPageSchema } },
    },
  },
  chatSession: {
    tag: 'Persona chat',
    server: 'api',
    GET: {
      summary: 'Show a chat with the turn that is being answered',
      headers: ['If-None-Match'],
      answers: {
        200: { description: 'The chat.', json: chatDetailSchema, headers: ['etag'] },
        304: NOT_MODIFIED,
      },
      refusals: ['CHAT_NOT_FOUND'],
    },
    PATCH: {
      summary: 'Let another persona answer from the next message on',
      body: jsonBody(changeChatBodySchema, { example: { persona: 'fitness_coach' } }),
      headers: ['If-Match'],
      answers: { 200: { description: 'The chat as it is now.', json: chatSchema, headers: ['etag'] } },
      refusals: ['CHAT_NOT_FOUND', 'PERSONA_UNKNOWN'],
    },
    DELETE: {
      summary: 'Delete a chat with all that was said in it',
      headers: ['If-Match'],
      answers: { 200: { description: DELETED, json: deletedSchema } },
      refusals: ['CHAT_NOT_FOUND', 'CONVERSATION_BUSY'],
    },
  },
  chatMessages: {
    tag: 'Persona chat',
    server: 'api',
    GET: listMessages("a chat's", ['CHAT_NOT_FOUND']),
  },
  chatPersonas: {
    tag: 'Persona chat',
    server: 'api',
    GET: {
      summary: 'Show the personas that one can chat with',
      answers: { 200: { description: 'Every persona.', json: personaListSchema } },
    },
  },
} satisfies Partial<OperationTable>;
