import { createTableClient, turnLimitsSchema } from '@coach-stream/store';
import { createImageBucket, createImageClient } from '@coach-stream/store/images';
import { systemClock } from '@coach-stream/streaming-core';
import { ulid } from 'ulid';
import * as z from 'zod/mini';
import type { BuildEvent } from '../build-coach-config/build-event.ts';
import type { DeletionEvent } from '../delete-user-data/deletion-event.ts';
import { chatTurns } from '../wiring/chat-turns.ts';
import { conversationTurns } from '../wiring/conversation-turns.ts';
import { createSemanticIndex, retrievalSettingsSchema } from '../wiring/create-semantic-index.ts';
import { createTurns } from '../wiring/create-turns.ts';
import { jsonVariable, readEnvironment } from '../wiring/environment.ts';
import { createInvokeAsync } from '../wiring/invoke-async.ts';
import { createRequestObserver } from '../wiring/observe-request.ts';
import { sessionTurns } from '../wiring/session-turns.ts';
import { userLimits } from '../wiring/user-limits.ts';
import { createApiHandlers } from './create-api-handlers.ts';
import { createCoachApi } from './create-coach-api.ts';

const environment = readEnvironment(
  z.object({
    COACH_TABLE_NAME: z.string(),
    TURNS_TABLE_NAME: z.string(),
    TURN_LEASE_MS: z.coerce.number(),
    LIMITS: jsonVariable(turnLimitsSchema),
    IMAGE_BUCKET_NAME: z.string(),
    BUILD_FUNCTION_NAME: z.string(),
    DELETION_FUNCTION_NAME: z.string(),
    RETRIEVAL: jsonVariable(retrievalSettingsSchema),
    ALLOWED_ORIGINS: jsonVariable(z.array(z.string())),
  }),
);

const client = createTableClient();
const coachTable = { client, tableName: environment.COACH_TABLE_NAME };
const turnsTable = { client, tableName: environment.TURNS_TABLE_NAME };
const observer = createRequestObserver();
const turns = createTurns({
  kinds: {
    conversation: conversationTurns(coachTable, systemClock),
    session: sessionTurns(coachTable),
    chat: chatTurns(coachTable),
  },
  turnsTable,
  leaseMs: environment.TURN_LEASE_MS,
  clock: systemClock,
  onFault: observer.warn,
});

/**
 * Answers the REST API: coach creator sessions, coaches, conversations, messages, turns, memories, workouts, the profile,
 * addresses of images, persona chats, a user's usage and the deletion of their data, by the routes in the contract's `API_ROUTES`.
 */
export const handler = createCoachApi({
  handlers: createApiHandlers({
    coachTable,
    turns,
    userLimits: userLimits(turnsTable, { limits: environment.LIMITS, clock: systemClock }),
    limits: environment.LIMITS,
    index: createSemanticIndex(environment.RETRIEVAL, { clock: systemClock }),
    images: createImageBucket({ client: createImageClient(), bucketName: environment.IMAGE_BUCKET_NAME }),
    invokeBuild: createInvokeAsync<BuildEvent>({
      functionName: environment.BUILD_FUNCTION_NAME,
      failure: 'A build could not be handed over',
      onFault: observer.warn,
    }),
    invokeDeletion: createInvokeAsync<DeletionEvent>({
      functionName: environment.DELETION_FUNCTION_NAME,
      failure: 'A deletion could not be handed over',
      onFault: observer.warn,
    }),
    clock: systemClock,
    createUlid: ulid,
    onFault: observer.warn,
  }),
  allowedOrigins: environment.ALLOWED_ORIGINS,
  observer,
  clock: systemClock,
});
