import {
  coachConfigStatusSchema,
  creatorSessionDetailSchema,
  creatorSessionPageSchema,
  startedCreatorSessionSchema,
} from '../creator-sessions.ts';
import { completeEventSchema, streamEventSchema } from '../events.ts';
import { creatorTurnBodySchema, emptyBodySchema } from '../requests.ts';
import { deletedSchema } from '../resources.ts';
import { jsonBody, type Operation, type OperationTable } from './operation.ts';
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

const TURN_BODY = jsonBody(creatorTurnBodySchema, {
  example: { userResponse: 'I want to squat 140 kg by next summer.', questionId: 'goalsAndTimeline' },
});
const SESSION_REFUSALS = ['SESSION_NOT_FOUND', 'SESSION_COMPLETE', 'QUESTION_ANSWERED'] as const;

const ANSWER_QUESTION = {
  summary: "Answer a session's question and read the reply as it is written",
  description: READ_AGAIN,
  body: TURN_BODY,
  headers: ['Idempotency-Key', 'Last-Event-ID'],
  answers: { 200: { description: STREAMED, events: [streamEventSchema] } },
  refusals: [...SESSION_REFUSALS, 'IMAGE_FORBIDDEN', 'IMAGE_INVALID', 'IMAGE_NOT_FOUND', ...TURN_REFUSALS],
} satisfies Operation;

/** Operations of coach creator sessions. */
export const CREATOR_OPERATIONS = {
  coachCreatorSessionStream: {
    tag: 'Coach creator',
    server: 'coachCreatorSession',
    GET: {
      summary: 'Watch a turn of a session',
      description: 'Reads a turn, running or ended, and never runs a model.',
      query: ['turnId'],
      takesTicket: true,
      headers: ['Last-Event-ID'],
      answers: { 200: { description: STREAMED, events: [streamEventSchema] }, 204: ALL_WAS_READ },
      refusals: ['TURN_NOT_FOUND'],
    },
    POST: ANSWER_QUESTION,
    PUT: ANSWER_QUESTION,
  },
  coachCreatorSessionStreamStop: { tag: 'Coach creator', server: 'coachCreatorSession', POST: STOP_OPERATION },
  coachCreatorSessionMessage: {
    tag: 'Coach creator',
    server: 'api',
    PUT: {
      ...ANSWER_QUESTION,
      summary: "Answer a session's question and get the reply once it is whole",
      query: ['stream'],
      answers: { 200: { description: WHOLE_ANSWER, json: completeEventSchema, events: [streamEventSchema] } },
      refusals: [...ANSWER_QUESTION.refusals, ...TURN_FAILURES],
    },
  },
  coachCreatorSessions: {
    tag: 'Coach creator',
    server: 'api',
    GET: {
      summary: "List a user's sessions, greatest id first",
      query: ['limit', 'cursor'],
      answers: { 200: { description: NEW_PAGE, json: creatorSessionPageSchema } },
    },
    POST: {
      summary: 'Begin a session',
      body: jsonBody(emptyBodySchema, { example: {}, isRequired: false }),
      headers: ['Idempotency-Key'],
      answers: {
        200: {
          description: 'The session that an earlier request with this key began.',
          json: startedCreatorSessionSchema,
          headers: ['location'],
        },
        201: {
          description: 'The new session, with its greeting and first question.',
          json: startedCreatorSessionSchema,
          headers: ['location'],
        },
      },
      refusals: ['SESSION_NOT_FOUND'],
    },
  },
  coachCreatorSession: {
    tag: 'Coach creator',
    server: 'api',
    GET: {
      summary: 'Show a session with the turn that is being answered',
      headers: ['If-None-Match'],
      answers: {
        200: { description: 'The session.', json: creatorSessionDetailSchema, headers: ['etag'] },
        304: NOT_MODIFIED,
      },
      refusals: ['SESSION_NOT_FOUND'],
    },
    DELETE: {
      summary: 'Delete a session with all that was said in it; the coach that was built from it stays',
      headers: ['If-Match'],
      answers: { 200: { description: DELETED, json: deletedSchema } },
      refusals: ['SESSION_NOT_FOUND', 'CONVERSATION_BUSY', 'COACH_BUILDING'],
    },
  },
  coachCreatorSessionMessages: {
    tag: 'Coach creator',
    server: 'api',
    GET: listMessages("a session's", ['SESSION_NOT_FOUND']),
  },
  coachConfigStatus: {
    tag: 'Coach creator',
    server: 'api',
    GET: {
      summary: "Show where the building of a session's coach stands",
      answers: { 200: { description: 'Where it stands.', json: coachConfigStatusSchema } },
      refusals: ['SESSION_NOT_FOUND'],
    },
  },
  coachFromSession: {
    tag: 'Coach creator',
    server: 'api',
    POST: {
      summary: "Build a session's coach anew, where that has failed",
      body: jsonBody(emptyBodySchema, { example: {}, isRequired: false }),
      answers: {
        200: { description: 'The coach is built.', json: coachConfigStatusSchema },
        202: { description: 'The coach is being built.', json: coachConfigStatusSchema },
      },
      refusals: ['SESSION_NOT_FOUND', 'SESSION_INCOMPLETE'],
    },
  },
} satisfies Partial<OperationTable>;
